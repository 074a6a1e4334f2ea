namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>
/// A clock moved by hand, for Orleans. Orleans waits until a moment by delays in whole milliseconds, and asks again and again for the rest of the last one, all on one thread: where the clock stands it
/// would ask for ever, and hold up whoever moves the clock. So to a thread that asks and asks without waiting this clock goes on by itself, for less than two milliseconds. Thread safe.
/// </summary>
internal sealed class CreepingClock(TimeProvider by) : TimeProvider
{
    // Nobody else asks so often between two moves of the clock without waiting.
    private const int Patience = 100;
    private const long StepTicks = TimeSpan.TicksPerMillisecond / 100;

    // A delay that began while the clock had crept was cut by up to a millisecond more, so that as much as two may be left of it.
    private const long MostTicks = (2 * TimeSpan.TicksPerMillisecond) - 1;

    // Which clock this thread asked last, what the hand of it showed, and how often it has asked since then, or since it began to wait.
    [ThreadStatic]
    private static CreepingClock? _clock;
    [ThreadStatic]
    private static DateTimeOffset _at;
    [ThreadStatic]
    private static long _times;

    public override TimeZoneInfo LocalTimeZone => by.LocalTimeZone;

    public override long TimestampFrequency => by.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        var now = by.GetUtcNow();
        if (_clock != this || _at != now) (_clock, _at, _times) = (this, now, 0);
        var impatience = ++_times - Patience;
        return impatience <= 0 ? now : now + TimeSpan.FromTicks(Math.Min(impatience * StepTicks, MostTicks));
    }

    public override long GetTimestamp() => by.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _times = 0;
        return by.CreateTimer(callback, state, dueTime, period);
    }
}
