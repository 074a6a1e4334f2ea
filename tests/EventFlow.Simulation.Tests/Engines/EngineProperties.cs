using EventFlow.Ingestion;
using FsCheck;
using FsCheck.Fluent;

namespace EventFlow.Simulation.Tests.Engines;

/// <summary>Over the engines alone: whatever happens to deliveries and saves, the end is the one that nothing happened to.</summary>
public sealed class EngineProperties(ITestOutputHelper output)
{
    [Fact]
    public void Partition_AnyCutRedeliveryFailureCheckpointAndCrash_EndsInTheSameState() => Properties.Check(
        output, 400, Gen.Zip(FrameScript.Many(60), WildStep.Many(40)).Select(static drawn => new Wild(drawn.Item1, drawn.Item2)), Wild.Smaller, static wild =>
        {
            var frames = FrameScript.ToFrames(wild.Frames);
            var world = new EngineWorld(frames);
            foreach (var step in wild.Steps) world.Run(step);

            Assert.Equal(EngineWorld.RunCalmly(frames), world.Finish());
        });

    /// <summary>What is dropped, and nothing else, is what a plain list of everything seen says: the same id among the last 20, or the same number of a producer, or one 64 behind.</summary>
    [Fact]
    public void Plan_AnyFrames_DropsWhatAPlainListSays() => Properties.Check(output, 300, FrameScript.Many(60), FrameScript.Smaller, static scripts =>
    {
        var frames = FrameScript.ToFrames(scripts);
        var engine = new IngestionEngine("service-metrics-0", new(), new() { DuplicateWindow = PlainDuplicates.Window, MaxProducers = PlainDuplicates.Producers });

        var plan = engine.Plan(frames);

        var plain = new PlainDuplicates();
        var kept = frames.SelectMany(plain.Keep).ToList();
        Assert.Equal(kept.Count, plan.Routed);
        Assert.Equal(
            kept.Where(static k => k.Event is MetricEvent).Select(static k => (k.Offset, ((MetricEvent)k.Event).Value)),
            plan.Series.SelectMany(static s => s.Offsets.Zip(s.Values)).Order());
    });

    /// <summary>The first property would hold of a world in which nothing happens.</summary>
    [Fact]
    public void Frames_AsDrawn_RaiseAndEndAlerts()
    {
        var drawn = FrameScript.Many(60).Sample(60, 30).Select(FrameScript.ToFrames).ToList();
        var transitions = drawn.ConvertAll(static frames =>
        {
            var world = new EngineWorld(frames);
            world.Finish();
            return world.Transitions;
        });

        Assert.True(transitions.Sum() > 100, $"only {transitions.Sum()} transitions in {drawn.Count} runs");
    }

    internal sealed record Wild(IReadOnlyList<FrameScript> Frames, IReadOnlyList<WildStep> Steps)
    {
        public static IEnumerable<Wild> Smaller(Wild wild) =>
            Properties.Without(wild.Steps).Select(steps => wild with { Steps = steps }).Concat(FrameScript.Smaller(wild.Frames).Select(frames => wild with { Frames = frames }));

        public override string ToString() => $"frames {string.Join(' ', Frames)}; steps {string.Join(' ', Steps)}";
    }
}
