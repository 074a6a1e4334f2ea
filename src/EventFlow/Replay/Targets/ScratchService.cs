using EventFlow.Rules;
using EventFlow.Services;

namespace EventFlow.Replay;

/// <summary>One service of a scratch space. Its clock is arrival time: between two reports it ticks as it does live, in longer strides where nothing came for long.</summary>
internal sealed class ScratchService(string name, ServiceOptions options, long firstReceivedAt)
{
    private const long StrideMs = 1_000;
    private const int MostTicks = 1_000;

    private readonly ServiceEngine _engine = new(name, options, new(), firstReceivedAt);
    private long _now = firstReceivedAt;
    private long _reports;
    private int _alerts;

    public ReplaySeries Summary => new(name, _reports, 0, _alerts);

    /// <summary>What one frame holds of the service.</summary>
    public void Apply(ServiceBatch batch, RuleSnapshot rules, ScratchFindings findings)
    {
        var frame = batch.Frames[0];
        TickThrough(frame.ReceivedAt, rules, findings);
        _engine.Apply(batch, rules, frame.ReceivedAt);
        _reports += frame.MetricSamples + frame.Logs + frame.DomainEvents;
        Collect(findings);
    }

    public void TickThrough(long until, RuleSnapshot rules, ScratchFindings findings)
    {
        var stride = Math.Max(StrideMs, (until - _now) / MostTicks);
        for (var now = _now + stride; now < until; now += stride)
        {
            _engine.Tick(rules, now);
            Collect(findings);
        }

        _now = Math.Max(_now, until);
    }

    private void Collect(ScratchFindings findings)
    {
        for (; _engine.Outbox.Count > 0; _engine.Confirm())
            if (findings.Add(_engine.Outbox[0])) _alerts++;
        foreach (var (rule, error) in _engine.Faults) findings.Add(rule, name, error);
        _engine.Faults.Clear();
        _engine.Decisions.Clear();
        _engine.Discarded.Clear();
    }
}
