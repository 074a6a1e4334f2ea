using FsCheck;
using FsCheck.Fluent;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>
/// The whole way of an event on the real grain runtime, killed after any of the writes of its state, once or again and again: the end is the one of the life that was not killed. A kill
/// leaves what was durable by then, so a crash between any two saves of any two grains is among those drawn.
/// </summary>
public sealed class PathProperties(ITestOutputHelper output)
{
    private const int PermilleOfALife = 1000;

    [Fact]
    public async Task Story_KilledAfterAnyWrites_EndsAsIfNothingHadHappened()
    {
        using var calm = await Life.FromTheStart(new(StorySeed), new(0));
        var expected = Outcome.Of(calm);
        Assert.Equal(10, calm.Sent.Count);
        await Properties.CheckAsync(output, 6, Kills(), static kills => Properties.Without(kills).Where(static k => k.Count > 0), kills => Run(calm, kills, expected));
    }

    private const int StorySeed = 7;

    // Each kill is drawn as a place in the life it ends.
    private static Gen<IReadOnlyList<int>> Kills() =>
        from kills in Gen.Choose(0, PermilleOfALife).ArrayOf(3)
        from count in Gen.Frequency((3, Gen.Constant(1)), (1, Gen.Constant(2)), (1, Gen.Constant(3)))
        select (IReadOnlyList<int>)[.. kills.Take(count)];

    private static async Task Run(Life calm, IReadOnlyList<int> kills, string expected)
    {
        var lives = new List<Life>();
        try
        {
            var life = calm;
            var mayRepeat = new List<string>();
            foreach (var kill in kills)
            {
                var writes = life.Begin + ((life.End - life.Begin) * kill / PermilleOfALife);
                mayRepeat.AddRange(Outcome.BeingSent(life.History.After(writes)));
                lives.Add(life = await life.KilledAfter(writes, new(kill)));
            }

            Assert.Equal(expected, Outcome.Of(life), ignoreLineEndingDifferences: true);
            AssertToldOnce(life, mayRepeat);
        }
        finally
        {
            lives.ForEach(static l => l.Dispose());
        }
    }

    private static void AssertToldOnce(Life life, List<string> mayRepeat)
    {
        foreach (var repeated in life.SentBefore.Concat(life.Sent).GroupBy(static n => n.Id).Where(static g => g.Count() > 1))
        {
            var allowed = 1 + mayRepeat.Count(id => id == repeated.Key);
            Assert.True(repeated.Count() <= allowed, $"{repeated.First().GroupKey} {repeated.First().Status} was told {repeated.Count()} times; at most {allowed} could be, for a kill came while it was sent");
        }
    }
}
