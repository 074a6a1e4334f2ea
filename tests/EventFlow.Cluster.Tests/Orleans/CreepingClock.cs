namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>
/// A clock moved by hand, for Orleans: between two moves it goes on by itself for less than a millisecond. Orleans waits until a moment by delays in whole milliseconds, and asks again and again for
/// the rest of the last one; where the clock stood it would ask for ever.
/// </summary>
internal sealed class CreepingClock(TimeProvider by) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _moved;
    private long _movedAt;

    public override TimeZoneInfo LocalTimeZone => by.LocalTimeZone;

    public override long TimestampFrequency => by.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            var now = by.GetUtcNow();
            if (now != _moved) (_moved, _movedAt) = (now, System.GetTimestamp());
            return now + TimeSpan.FromTicks(Math.Min(System.GetElapsedTime(_movedAt).Ticks, TimeSpan.TicksPerMillisecond - 1));
        }
    }

    public override long GetTimestamp() => by.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => by.CreateTimer(callback, state, dueTime, period);
}
