using EventFlow.Detection;

namespace EventFlow.Rules;

/// <summary>Collects what a watch has to say while it takes observations; emptied and used again by its owner.</summary>
public sealed class WatchOutput
{
    /// <summary>Findings in order.</summary>
    public List<(CompiledRule Rule, RuleFinding Finding)> Findings { get; } = [];

    /// <summary>Anomalous values in order, without those that only go on.</summary>
    public List<(CompiledRule Rule, long Time, double Value, DetectionResult Judgement)> Marks { get; } = [];

    /// <summary>Detectors that failed and were taken out of service.</summary>
    public List<(CompiledRule Rule, long Time, Exception Error)> Faults { get; } = [];

    /// <summary>Rules whose detector could not take back what it had learned.</summary>
    public List<CompiledRule> Discarded { get; } = [];

    /// <summary>Anomalies that were held back for what people taught, as they began.</summary>
    public List<(CompiledRule Rule, long Time, string Reason)> Held { get; } = [];

    /// <summary>Whether nothing was collected.</summary>
    public bool IsEmpty => Findings.Count + Marks.Count + Faults.Count + Discarded.Count + Held.Count == 0;

    /// <summary>Forgets everything collected.</summary>
    public void Clear()
    {
        Findings.Clear();
        Marks.Clear();
        Faults.Clear();
        Discarded.Clear();
        Held.Clear();
    }

    internal void Add(CompiledRule rule, RuleFinding? finding)
    {
        if (finding is { } found) Findings.Add((rule, found));
    }

    internal void Mark(CompiledRule rule, long time, double value, in DetectionResult judgement)
    {
        if (judgement.IsNews) Marks.Add((rule, time, value, judgement));
    }
}
