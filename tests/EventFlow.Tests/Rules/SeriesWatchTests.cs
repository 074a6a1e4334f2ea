using System.Buffers;
using EventFlow.Detection;
using EventFlow.Rules;

namespace EventFlow.Tests.Rules;

public sealed class SeriesWatchTests
{
    private static readonly SeriesParts Cpu = new("payments", "cpu_percent", LabelSet.Empty);
    private static readonly RuleDefinition High = RuleHost.Rule("high", "threshold", """{"value":90}""");
    private static readonly RuleDefinition Odd = RuleHost.Rule("odd", "z-score", "{}");

    private readonly WatchOutput _output = new();

    [Fact]
    public void Observe_SeveralRules_EachSaysItsOwn()
    {
        var watch = Watch(RuleHost.Snapshot(High, Odd));
        for (var i = 0; i < 20; i++) watch.Observe(i, 50 + i % 2, "percent", _output);
        watch.Observe(20, 99, "percent", _output);
        Assert.Equal(["high", "odd"], _output.Findings.Select(f => f.Rule.Definition.Id).Order());
        Assert.True(watch.IsFiring);
    }

    [Fact]
    public void Use_RuleWithTheSameDetector_KeepsWhatItLearned()
    {
        var watch = Watch(RuleHost.Snapshot(Odd));
        for (var i = 0; i < 20; i++) watch.Observe(i, 50 + i % 2, null, _output);
        watch.Use(RuleHost.Snapshot(Odd with { Name = "renamed", Version = 2 }), _output);
        watch.Observe(20, 5000, null, _output);
        Assert.Equal("renamed", Assert.Single(_output.Findings).Rule.Definition.Name);
    }

    [Fact]
    public void Use_RuleWithOtherParameters_LearnsAfreshAndKeepsItsAlert()
    {
        var watch = Watch(RuleHost.Snapshot(High));
        watch.Observe(0, 95, null, _output);
        watch.Use(RuleHost.Snapshot(High with { Parameters = new("""{"value":97}"""), Version = 2 }), _output);
        watch.Observe(1, 95, null, _output);
        Assert.Equal([AlertSignalKind.Firing, AlertSignalKind.Recovered], _output.Findings.Select(f => f.Finding.Kind));
    }

    [Fact]
    public void Use_RuleIsGone_EndsItsAlert()
    {
        var watch = Watch(RuleHost.Snapshot(High));
        watch.Observe(0, 95, null, _output);
        watch.Use(RuleHost.Snapshot(), _output);
        Assert.Equal((AlertSignalKind.Recovered, "the rule no longer watches this"), (_output.Findings[^1].Finding.Kind, _output.Findings[^1].Finding.Reason));
    }

    [Fact]
    public void Use_RuleChangedWhileAsleep_EndsItsAlert()
    {
        var first = Watch(RuleHost.Snapshot(High, Odd));
        first.Observe(0, 95, null, _output);
        var second = new SeriesWatch(Cpu);
        second.Load(first.Save());
        _output.Clear();
        second.Use(RuleHost.Snapshot(High with { Metric = "temperature", Version = 2 }, Odd), _output);
        var (rule, finding) = Assert.Single(_output.Findings);
        Assert.Equal(("high", AlertSignalKind.Recovered), (rule.Definition.Id, finding.Kind));
    }

    [Fact]
    public void Save_ThenLoad_GoesOnWhereItStood()
    {
        var first = Watch(RuleHost.Snapshot(High with { For = TimeSpan.FromMilliseconds(10) }, Odd));
        for (var i = 0; i < 20; i++) first.Observe(i, 50 + i % 2, null, _output);
        first.Observe(20, 99, null, _output);
        var second = new SeriesWatch(Cpu);
        second.Load(first.Save());
        second.Use(first.Snapshot!, _output);
        _output.Clear();
        second.Observe(30, 99, null, _output);
        Assert.Equal(("high", AlertSignalKind.Firing), (_output.Findings[0].Rule.Definition.Id, _output.Findings[0].Finding.Kind));
        Assert.Single(_output.Findings);
    }

    [Fact]
    public void Observe_DetectorThrows_IsTakenOutWhileOthersGoOn()
    {
        var broken = Broken(1);
        var watch = new SeriesWatch(Cpu);
        watch.Use(new(1, [broken, RuleHost.Compile(High)]), _output);
        watch.Observe(0, 95, null, _output);
        watch.Observe(1, 96, null, _output);
        Assert.Equal("broken", Assert.Single(_output.Faults).Rule.Definition.Id);
        Assert.Equal("high", Assert.Single(_output.Findings).Rule.Definition.Id);

        // It stays out across a save and a reload of the same version, and comes back when the rule is changed.
        var later = new SeriesWatch(Cpu);
        later.Load(watch.Save());
        later.Use(new(2, [Broken(1)]), _output);
        later.Observe(2, 95, null, _output);
        Assert.Single(_output.Faults);
        later.Use(new(3, [Broken(2)]), _output);
        later.Observe(3, 95, null, _output);
        Assert.Equal(2, _output.Faults.Count);
    }

    private SeriesWatch Watch(RuleSnapshot snapshot)
    {
        var watch = new SeriesWatch(Cpu);
        watch.Use(snapshot, _output);
        return watch;
    }

    private static CompiledRule Broken(int version) => new(
        RuleHost.Rule("broken", "broken", "{}", version: version), new("broken", DetectorScope.Series, 1, "{}", [], static () => new BrokenDetector(), null));

    private sealed class BrokenDetector : ISeriesDetector
    {
        public DetectionResult Observe(in Observation observation) => throw new InvalidOperationException("no such thing");

        public void Save(IBufferWriter<byte> state)
        {
        }

        public bool TryLoad(ReadOnlySpan<byte> state) => true;
    }
}
