using System.Text;
using EventFlow.Detection;
using EventFlow.LogPatterns;

namespace EventFlow.Tests.Detection;

public sealed class LogPatternDetectorTests : ServiceDetectorConformance
{
    private const long Start = 1_700_000_000_000;

    private readonly LogPatternMiner _miner = new(200);

    protected override string Name => "log-pattern";

    [Fact]
    public void Observe_PatternNeverSeen_IsToldWithItsWords()
    {
        var detector = Learned();
        ServiceResult last = default;
        for (var s = 700; s < 714; s++) last = Observe(detector, s, ("connection to 10.0.0.7 refused", LogSeverity.Error));
        Assert.Equal((Verdict.Anomalous, 14), (last.Judgement.Verdict, last.Value));
        Assert.Equal("records of one pattern in 60 s", last.Quantity);
        Assert.Equal("new message pattern: 'connection to <*> refused'", last.Judgement.Reason);
        Assert.InRange(last.Judgement.Score, 5, 40);
        Assert.InRange(last.Judgement.Upper!.Value, 0, 4);
    }

    [Fact]
    public void Observe_PatternNeverSeen_IsFoundWithItsFifthRecord()
    {
        var detector = Learned();
        var found = Enumerable.Range(700, 60).First(s => Observe(detector, s, ("connection to 10.0.0.7 refused", LogSeverity.Error)).Judgement.Verdict == Verdict.Anomalous);
        Assert.Equal(704, found);
    }

    [Fact]
    public void Observe_WhileLearning_JudgesNothing()
    {
        var detector = DetectorHost.Bind(Name).CreateForService();
        for (var s = 0; s < 590; s++) Assert.Equal(Verdict.Warming, Observe(detector, s, ($"form {(char)('a' + s / 60)}", LogSeverity.Error)).Judgement.Verdict);
    }

    [Fact]
    public void Observe_KnownPatternTenfold_IsSuddenlyFrequentAndAStrayOneIsNot()
    {
        var detector = Learned();
        for (var s = 700; s < 760; s++) Assert.NotEqual(Verdict.Anomalous, Observe(detector, s, s % 12 == 0 ? ("retry 7", LogSeverity.Warn) : ("fine", LogSeverity.Info)).Judgement.Verdict);
        ServiceResult last = default;
        for (var s = 760; s < 800; s++) last = Observe(detector, s, ("retry 7", LogSeverity.Warn));
        Assert.Equal(Verdict.Anomalous, last.Judgement.Verdict);
        Assert.StartsWith("message pattern suddenly frequent: 'retry <*>', usually ", last.Judgement.Reason);
        Assert.InRange(last.Judgement.Expected!.Value, 5.5, 6.5);
    }

    [Theory]
    [InlineData("new", true, false)]
    [InlineData("frequent", false, true)]
    [InlineData("both", true, true)]
    public void Observe_WhatIsToldByFinds_IsOnlyThat(string finds, bool tellsNew, bool tellsFrequent)
    {
        var detector = Learned($$"""{"finds":"{{finds}}"}""");
        var (news, frequent) = (false, false);
        for (var s = 700; s < 730; s++) frequent |= Observe(detector, s, ("retry 7", LogSeverity.Warn)).Judgement.Verdict == Verdict.Anomalous;
        for (var s = 900; s < 920; s++) news |= Observe(detector, s, ("never said before", LogSeverity.Warn)).Judgement.Verdict == Verdict.Anomalous;
        Assert.Equal((tellsNew, tellsFrequent), (news, frequent));
    }

    [Fact]
    public void Observe_RecordsBelowTheLeastSeverity_AreNotLookedAt()
    {
        var detector = Learned();
        for (var s = 700; s < 760; s++) Assert.Equal(Verdict.Normal, Observe(detector, s, ("a new thing at leisure", LogSeverity.Info)).Judgement.Verdict);
    }

    [Fact]
    public void Observe_NewPatternThatStays_BecomesUsualAfterTheHold()
    {
        var detector = Learned("""{"holdSeconds":120}""");
        var told = new List<Verdict>();
        for (var s = 700; s < 2700; s++) told.Add(Observe(detector, s, ("connection to 10.0.0.7 refused", LogSeverity.Error)).Judgement.Verdict);
        Assert.Contains(Verdict.Anomalous, told[..200]);
        Assert.DoesNotContain(Verdict.Anomalous, told[^200..]);
    }

    [Fact]
    public void Tick_AfterTheRecordsStop_IsNormalAgain()
    {
        var detector = Learned();
        for (var s = 700; s < 714; s++) Observe(detector, s, ("connection to 10.0.0.7 refused", LogSeverity.Error));
        Assert.Equal(Verdict.Anomalous, detector.Tick(new(Start + 720_000, TimeSpan.FromSeconds(6), true)).Judgement.Verdict);
        Assert.Equal(Verdict.Normal, detector.Tick(new(Start + 800_000, TimeSpan.FromSeconds(86), true)).Judgement.Verdict);
    }

    [Fact]
    public void Observe_PatternsThatTurnOutToBeOne_KeepTheRateOfAll()
    {
        var detector = Learned("""{"holdSeconds":60}""");
        string[] names = ["alice", "bob", "carol"];
        for (var s = 700; s < 1900; s++) Observe(detector, s, s % 2 == 0 ? ($"login of {names[s / 2 % 3]} failed", LogSeverity.Warn) : ("fine", LogSeverity.Info));
        for (var s = 1900; s < 1960; s++)
            Assert.NotEqual(Verdict.Anomalous, Observe(detector, s, s % 2 == 0 ? ($"login of {(s % 4 == 0 ? "dave" : names[s % 3])} failed", LogSeverity.Warn) : ("fine", LogSeverity.Info)).Judgement.Verdict);
        Assert.Contains(_miner.Patterns, static p => p.Template == "login of <*> failed");
    }

    [Fact]
    public void Observe_PatternsOfAnotherLife_AreLearnedAfresh()
    {
        var detector = Learned();
        var other = new LogPatternMiner(200);
        other.Take("x"u8, LogSeverity.Info, 5);
        var tally = new LogPatternTally();
        for (var i = 0; i < 20; i++) tally.Add(other.Take("entirely new"u8, LogSeverity.Error, Start), other.Epoch);
        Assert.Equal(Verdict.Warming, detector.Observe(new(Start + 700_000, Start + 700_000, 20, 20, 0) { Patterns = tally }).Judgement.Verdict);
    }

    [Fact]
    public void Bind_LearningLongerThanMemory_IsRefused() =>
        Assert.Equal("parameters.learnSeconds", Assert.Single(DetectorHost.FaultsOf(Name, """{"learnSeconds":1000,"memorySeconds":600}""")).Field);

    /// <summary>One that has known a service for 700 s: a record that is fine each second, and a warning each ten.</summary>
    private IServiceDetector Learned(string parameters = "{}")
    {
        var detector = DetectorHost.Bind(Name, parameters).CreateForService();
        for (var s = 0; s < 700; s++) Observe(detector, s, s % 10 == 0 ? ("retry 3", LogSeverity.Warn) : ("fine", LogSeverity.Info));
        return detector;
    }

    private ServiceResult Observe(IServiceDetector detector, int second, (string Message, LogSeverity Level) record)
    {
        var time = Start + second * 1000L;
        var tally = new LogPatternTally();
        tally.Add(_miner.Take(Encoding.UTF8.GetBytes(record.Message), record.Level, time), _miner.Epoch);
        return detector.Observe(new(time, time, 1, record.Level >= LogSeverity.Error ? 1 : 0, 0) { Patterns = tally });
    }
}
