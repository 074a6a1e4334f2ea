using EventFlow.Detection;
using EventFlow.Feedback;

namespace EventFlow.Rules;

/// <summary>
/// Turns the judgements of a detector into findings, by the durations of a rule: pending when the condition begins to hold, firing when it has held long enough, recovered when it is
/// gone. All in event time. A value between recovery level and limit keeps a firing alert and begins none. For one thread at a time.
/// </summary>
public sealed class RuleEvaluator(TimeSpan @for, TimeSpan recoverFor, RuleEvaluatorState state)
{
    private readonly long _forMs = (long)@for.TotalMilliseconds;
    private readonly long _recoverForMs = (long)recoverFor.TotalMilliseconds;

    /// <summary>What to save.</summary>
    public RuleEvaluatorState State { get; } = state;

    /// <summary>Whether an alert is open that data has to close.</summary>
    public bool IsActive => State.Phase != RulePhase.Idle;

    /// <summary>Takes one judged observation. Null when nothing changes; one older than the newest changes nothing.</summary>
    public RuleFinding? Observe(long time, in Reading reading, in DetectionResult judgement)
    {
        if (time < State.LastTime) return null;
        State.LastTime = time;
        if (State.Phase != RulePhase.Idle) State.Observed++;
        return judgement.Verdict switch
        {
            Verdict.Anomalous => Hold(time, reading, judgement),
            Verdict.Normal => Clear(time, reading, judgement),
            Verdict.Lingering or Verdict.Warming => Linger(time, reading, judgement),
            _ => null,
        };
    }

    /// <summary>The data stopped. A finding only when the alert fires.</summary>
    public RuleFinding? Stop(long time, TimeSpan silence)
    {
        if (State.Phase != RulePhase.Firing) return null;
        State.Phase = RulePhase.NoData;
        return Find(AlertSignalKind.NoData, time, $"no data for {Figures.Of(silence)} while firing", null, default);
    }

    /// <summary>The rule stops watching. A finding only when an alert is open.</summary>
    public RuleFinding? End(string reason)
    {
        if (!IsActive) return null;
        State.Phase = RulePhase.Idle;
        return Find(AlertSignalKind.Recovered, State.LastTime, reason, null, default);
    }

    private RuleFinding? Hold(long time, in Reading reading, in DetectionResult judgement)
    {
        State.ClearSince = null;
        if (State.Phase == RulePhase.Idle)
        {
            (State.Since, State.Observed, State.Anomalous) = (time, 1, 0);
            State.Extent = null;
        }

        Extend(time, reading.Value, judgement);
        State.Anomalous++;
        switch (State.Phase)
        {
            case RulePhase.Firing:
                return null;
            case RulePhase.NoData:
                State.Phase = RulePhase.Firing;
                return Find(AlertSignalKind.Firing, time, "data is back: " + Odd(time, reading, judgement), reading.Value, judgement);
            default:
                var held = time - State.Since >= _forMs;
                if (!held && State.Phase == RulePhase.Pending) return null;
                State.Phase = held ? RulePhase.Firing : RulePhase.Pending;
                return Find(held ? AlertSignalKind.Firing : AlertSignalKind.Pending, time, Odd(time, reading, judgement), reading.Value, judgement);
        }
    }

    private void Extend(long time, double value, in DetectionResult judgement)
    {
        var (distance, direction) = Anomalies.DistanceOf(value, judgement.Expected, judgement.Lower, judgement.Upper);
        if (State.Extent is not { } extent) State.Extent = new(time, time, judgement.Score, distance, direction, value, judgement.Signal);
        else if (distance > extent.Distance) State.Extent = extent with { Last = time, Score = Math.Max(extent.Score, judgement.Score), Distance = distance, Direction = direction, Value = value, Signal = judgement.Signal };
        else State.Extent = extent with { Last = time, Score = Math.Max(extent.Score, judgement.Score) };
    }

    private RuleFinding? Clear(long time, in Reading reading, in DetectionResult judgement)
    {
        if (State.Phase == RulePhase.Idle) return null;
        State.ClearSince ??= time;
        if (State.Phase != RulePhase.Pending && time - State.ClearSince.Value < _recoverForMs) return Return(time, reading, judgement);
        State.Phase = RulePhase.Idle;
        State.ClearSince = null;
        return Find(AlertSignalKind.Recovered, time, Well(time, reading, judgement), reading.Value, judgement);
    }

    private RuleFinding? Linger(long time, in Reading reading, in DetectionResult judgement)
    {
        // What has not fired yet must hold without a break; what fires must truly recover.
        if (State.Phase == RulePhase.Pending) return Clear(time, reading, judgement);
        State.ClearSince = null;
        return Return(time, reading, judgement);
    }

    private RuleFinding? Return(long time, in Reading reading, in DetectionResult judgement)
    {
        if (State.Phase != RulePhase.NoData) return null;
        State.Phase = RulePhase.Firing;
        return Find(AlertSignalKind.Firing, time, $"data is back: {reading}", reading.Value, judgement);
    }

    private RuleFinding Find(AlertSignalKind kind, long time, string reason, double? value, in DetectionResult judgement)
    {
        State.LastFinding = time > State.LastFinding ? time : State.LastFinding + 1;
        return new(kind, State.LastFinding, reason, value, judgement);
    }

    private string Odd(long time, in Reading reading, in DetectionResult judgement)
    {
        var text = reading.ToString();
        if (Figures.Expectation(judgement.Lower, judgement.Upper) is { } expectation) text += "; " + expectation;
        if (judgement.Reason is { } reason) text += "; " + reason;
        if (_forMs == 0) return text;
        return State.Phase == RulePhase.Pending
            ? $"{text}; pending, fires after {Figures.Of(@for)}"
            : $"{text}; {State.Anomalous} of {State.Observed} samples in {Figures.Of(TimeSpan.FromMilliseconds(time - State.Since))}";
    }

    private string Well(long time, in Reading reading, in DetectionResult judgement)
    {
        var text = $"{reading}; back to normal after {Figures.Of(TimeSpan.FromMilliseconds(time - State.Since))}";
        return Figures.Expectation(judgement.Lower, judgement.Upper) is { } expectation ? $"{text}; {expectation}" : text;
    }
}
