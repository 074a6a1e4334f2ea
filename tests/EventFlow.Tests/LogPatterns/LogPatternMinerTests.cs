using System.Text;
using EventFlow.LogPatterns;

namespace EventFlow.Tests.LogPatterns;

public sealed class LogPatternMinerTests
{
    private const long Start = 1_700_000_000_000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [InlineData("connection to 10.0.0.7:5432 refused", "connection to <*> refused")]
    [InlineData("orders/8372 took 41ms", "orders/<*> took <*>")]
    [InlineData("user=alice42 ip=::1 status=500", "user=<*> ip=::<*> status=<*>")]
    [InlineData("ids [1,2,3] and [7]", "ids [<*>] and [<*>]")]
    [InlineData("  two   spaces\tand a tab ", "two spaces and a tab")]
    [InlineData("{\"n\":7,\"ok\":true}", "{\"n\":<*>,\"ok\":true}")]
    [InlineData("Zahlung für Müller abgelehnt", "Zahlung für Müller abgelehnt")]
    [InlineData("", "")]
    public void Take_OneMessage_MasksWhatHoldsADigit(string message, string template) => Assert.Equal(template, Take(new(200), message).Template);

    [Fact]
    public void Take_MessagesThatDifferInNumbers_AreOnePattern()
    {
        var miner = new LogPatternMiner(200);
        for (var i = 0; i < 50; i++) Take(miner, $"charged order {i} with {i * 7} EUR", Start + i * 1000);
        var pattern = Assert.Single(miner.Patterns);
        Assert.Equal(("charged order <*> with <*> EUR", 50L, Start, Start + 49_000), (pattern.Template, pattern.Count, pattern.FirstSeen, pattern.LastSeen));
    }

    [Fact]
    public void Take_TwoOutcomes_StayApartAndFourNamesBecomeOne()
    {
        var miner = new LogPatternMiner(200);
        Take(miner, "payment accepted by bank");
        Take(miner, "payment declined by bank");
        Assert.Equal(2, miner.Patterns.Count);
        foreach (var name in new[] { "alice", "bob", "carol" }) Take(miner, $"user {name} logged in");
        Assert.Equal(5, miner.Patterns.Count);
        var joined = Take(miner, "user dave logged in");
        Assert.Equal(("user <*> logged in", 4L, 3), (joined.Template, joined.Count, miner.Patterns.Count));
        Assert.Same(joined, Take(miner, "user erin logged in"));
        Assert.Equal(2, joined.Absorbed.Count);
    }

    [Fact]
    public void Take_SameWordsOfAnotherSeverity_AreAnotherPattern()
    {
        var miner = new LogPatternMiner(200);
        Take(miner, "queue is full", level: LogSeverity.Warn);
        Take(miner, "queue is full", level: LogSeverity.Error);
        Assert.Equal([LogSeverity.Warn, LogSeverity.Error], miner.Patterns.Select(static p => p.Level));
    }

    [Fact]
    public void Take_MoreFormsThanAreKept_ForgetsTheOneNotSeenForLongest()
    {
        var miner = new LogPatternMiner(10);
        for (var i = 0; i < 30; i++)
        {
            Take(miner, "always here", Start + i * 1000);
            Take(miner, string.Join(' ', Enumerable.Repeat("word", i + 3)), Start + i * 1000);
        }

        Assert.Equal((10, 21L), (miner.Patterns.Count, miner.Forgotten));
        Assert.Equal(30, miner.Patterns[0].Count);
    }

    [Fact]
    public void Take_VeryLongMessages_AreCutAndCostNoMore()
    {
        var miner = new LogPatternMiner(200);
        var words = Take(miner, string.Join(' ', Enumerable.Repeat("word", 500)));
        Assert.Equal(MessageTokens.MostTokens + 1, words.Tokens.Length);
        Assert.EndsWith(" …", words.Template);
        Assert.Same(words, Take(miner, string.Join(' ', Enumerable.Repeat("word", 600))));
        var solid = Take(miner, new string('ä', 100_000));
        Assert.InRange(solid.Text.Length, 1000, 1100);
    }

    [Fact]
    public void CountsUntil_RecordsOverAnHour_TellsThoseOfTheLastHalf()
    {
        var miner = new LogPatternMiner(200);
        LogPattern pattern = null!;
        for (var minute = 0; minute < 60; minute++)
            for (var i = 0; i <= minute; i++) pattern = Take(miner, "tick", 60_000L * minute);
        Assert.Equal(Enumerable.Range(31, 30), pattern.CountsUntil(60_000L * 59));
        Assert.Equal([59, 60, 0], pattern.CountsUntil(60_000L * 60)[^3..]);
        Assert.All(pattern.CountsUntil(60_000L * 500), static c => Assert.Equal(0, c));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Save_InMidstream_GoesOnAsIfUninterrupted(int seed)
    {
        var (whole, parted) = (new LogPatternMiner(40), new LogPatternMiner(40));
        var random = new Random(seed);
        for (var i = 0; i < 3000; i++)
        {
            var (message, time) = (Message(random), Start + random.Next(-200_000, 4_000_000));
            if (random.Next(50) == 0)
            {
                var saved = parted.Save();
                parted = new(40);
                Assert.True(parted.TryLoad(saved), $"seed {seed}");
            }

            var level = (LogSeverity)random.Next(7);
            Assert.Equal(Take(whole, message, time, level).Id, Take(parted, message, time, level).Id);
        }

        Assert.Equal(whole.Save(), parted.Save());
        Assert.InRange(whole.Patterns.Count, 1, 40);
        Assert.InRange(whole.Save().Length, 1, 40 * 600);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Take_AnyBytesAndTimes_NeverThrowsAndStaysBounded(int seed)
    {
        var random = new Random(seed);
        var miner = new LogPatternMiner(10);
        for (var i = 0; i < 2000; i++)
        {
            var message = new byte[random.Next(3) == 0 ? random.Next(3000) : random.Next(20)];
            random.NextBytes(message);
            miner.Take(message, (LogSeverity)random.Next(7), random.Next(4) switch { 0 => long.MinValue, 1 => long.MaxValue, _ => random.NextInt64() });
        }

        Assert.InRange(miner.Patterns.Count, 1, 10);
        foreach (var pattern in miner.Patterns) Assert.All(pattern.CountsUntil(random.NextInt64()), static c => Assert.True(c >= 0));
        Assert.True(new LogPatternMiner(10).TryLoad(miner.Save()));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void TryLoad_DamagedState_IsDiscardedAndKnowsNothing(int seed)
    {
        var random = new Random(seed);
        var miner = new LogPatternMiner(20);
        for (var i = 0; i < 200; i++) Take(miner, Message(random), Start + i);
        var state = miner.Save();
        foreach (byte[] damaged in new byte[][] { state[..random.Next(1, state.Length)], [.. state, 0], [99, .. state[1..]] })
        {
            Assert.False(miner.TryLoad(damaged));
            Assert.Empty(miner.Patterns);
        }

        for (var round = 0; round < 200; round++)
        {
            var wild = state.ToArray();
            for (var i = 0; i < 4; i++) wild[random.Next(wild.Length)] = (byte)random.Next(256);
            miner.TryLoad(wild);
            for (var i = 0; i < 20; i++) Take(miner, Message(random), Start + i);
        }
    }

    [Fact]
    public void Take_FormSeenLately_AllocatesNothing()
    {
        var miner = new LogPatternMiner(200);
        byte[][] messages = [.. Enumerable.Range(0, 16).Select(static i => Encoding.UTF8.GetBytes($"charged order {i} at step{(char)('a' + i)} with 12.50 EUR"))];
        foreach (var message in messages) miner.Take(message, LogSeverity.Info, Start);
        foreach (var message in messages) miner.Take(message, LogSeverity.Info, Start);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) miner.Take(messages[i % 16], LogSeverity.Info, Start + i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void FormOf_AnyMessages_IsSharedOnlyByThoseOfTheSameWords(int seed)
    {
        var random = new Random(seed);
        var words = new Dictionary<ulong, string>();
        for (var i = 0; i < 3000; i++)
        {
            var message = Encoding.UTF8.GetBytes(random.Next(3) == 0 ? Message(random) : Scraps(random));
            var read = new MessageTokens();
            read.Read(message);
            var text = string.Join(' ', Enumerable.Range(0, read.Count).Select(place => Encoding.UTF8.GetString(read[place])));
            Assert.True(words.TryAdd(MessageTokens.FormOf(message, 0), text) || words[MessageTokens.FormOf(message, 0)] == text, $"seed {seed}: '{Encoding.UTF8.GetString(message)}'");
        }
    }

    [Theory]
    [InlineData("order 1 took 41ms", "order 2 took 7ms", true)]
    [InlineData("order 1 took 41ms", "order 2 took 41 ms", false)]
    [InlineData("a-b", "a-c", false)]
    [InlineData("at 10.0.0.7:5432", "at 192.168.0.1:80", true)]
    public void FormOf_TwoMessages_IsSharedWhenOnlyNumbersDiffer(string one, string other, bool shared) =>
        Assert.Equal(shared, MessageTokens.FormOf(Encoding.UTF8.GetBytes(one), 3) == MessageTokens.FormOf(Encoding.UTF8.GetBytes(other), 3));

    [Fact]
    public void FormOf_MessageThatIsCut_IsNotThatOfOneThatEndsThere()
    {
        var whole = Enumerable.Repeat((byte)'x', MessageTokens.MostBytes).ToArray();
        Assert.NotEqual(MessageTokens.FormOf(whole, 0), MessageTokens.FormOf([.. whole, (byte)'x'], 0));
    }

    // Few letters, so that many are alike in part; some longer than is read.
    private static string Scraps(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(40) == 0 ? 600 : random.Next(1, 8)).Select(_ => random.GetItems(["a", "b", "1", "22", "-", ".", " ", "  ", ",", "/", "<*>", "é"], 1)[0]));

    private static string Message(Random random) => random.Next(6) switch
    {
        0 => $"connection to 10.0.{random.Next(9)}.1 refused",
        1 => $"user {(char)('a' + random.Next(20))} logged in",
        2 => $"{(char)('a' + random.Next(26))} did {(char)('a' + random.Next(26))} to {(char)('a' + random.Next(26))} at {random.Next(100)}",
        3 => string.Join(' ', Enumerable.Repeat("x", random.Next(60))),
        4 => $"odd {(char)('a' + random.Next(16))}",
        _ => "steady as ever",
    };

    private static LogPattern Take(LogPatternMiner miner, string message, long time = Start, LogSeverity level = LogSeverity.Info) => miner.Take(Encoding.UTF8.GetBytes(message), level, time);
}
