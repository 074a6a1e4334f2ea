namespace EventFlow.Replay;

/// <summary>Holds a replay to a multiple of event time. What comes late by its own clock does not hold it. For one thread at a time.</summary>
internal sealed class ReplayPace(double? speed, TimeProvider time)
{
    // Short, so that whoever halts the replay is heard.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    private long? _firstEvent;
    private long _started;

    /// <summary>Begins anew with the next event, as after a halt.</summary>
    public void Restart() => _firstEvent = null;

    /// <summary>How long to wait, at most a moment at once, before an event of this time is due.</summary>
    public TimeSpan WaitFor(long eventTime)
    {
        if (speed is not { } multiple) return TimeSpan.Zero;
        if (_firstEvent is not { } first)
        {
            (_firstEvent, _started) = (eventTime, time.GetTimestamp());
            return TimeSpan.Zero;
        }

        var due = TimeSpan.FromMilliseconds(Math.Min((eventTime - first) / multiple, TimeSpan.FromDays(365).TotalMilliseconds)) - time.GetElapsedTime(_started);
        return due <= TimeSpan.Zero ? TimeSpan.Zero : due < Longest ? due : Longest;
    }
}
