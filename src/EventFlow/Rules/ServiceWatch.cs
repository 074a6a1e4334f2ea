using EventFlow.Detection;

namespace EventFlow.Rules;

/// <summary>The rules that watch one service as a whole.</summary>
public sealed class ServiceWatch(string service) : Watch<IServiceDetector>
{
    /// <summary>Takes what the service reported within a second.</summary>
    public void Observe(in ServiceObservation observation, WatchOutput output) =>
        Each(observation.Time, observation, output, static (entry, observation, output) => Take(entry, entry.Detector.Observe(observation), output));

    /// <summary>Time passed.</summary>
    public void Tick(in ServiceTick tick, WatchOutput output) =>
        Each(tick.Time, tick, output, static (entry, tick, output) => Take(entry, entry.Detector.Tick(tick), output));

    private protected override string Subject => service;

    private protected override CompiledRule[] Match(RuleSnapshot snapshot) => snapshot.For(service);

    private protected override IServiceDetector Resume(CompiledRule rule, byte[]? state, out bool resumed) => rule.Detector.ResumeForService(state, out resumed);

    private protected override byte[] Save(CompiledRule rule, IServiceDetector detector) => rule.Detector.Save(detector);

    private static void Take(Entry entry, in ServiceResult result, WatchOutput output)
    {
        // A detector judges as of the newest event time; the clock's time between reports may have been ahead of it.
        var time = Math.Max(result.Time, entry.Evaluator.State.LastTime);
        var reading = new Reading(null, result.Value, result.Quantity);
        var judgement = entry.Temper(time, reading, result.Judgement, output);
        output.Mark(entry.Rule, time, result.Value, judgement);
        output.Add(entry.Rule, entry.Evaluator.Observe(time, reading, judgement));
    }
}
