namespace EventFlow.Simulation.Tests.Path;

/// <summary>The clock of one life: once it has ended none of its timers fires any more.</summary>
internal sealed class LifeClock(TimeProvider inner) : TimeProvider
{
    private readonly List<ITimer> _timers = [];
    private bool _ended;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = inner.CreateTimer(callback, state, dueTime, period);
        lock (_timers)
        {
            if (_ended) timer.Dispose();
            else _timers.Add(timer);
        }

        return timer;
    }

    public void End()
    {
        lock (_timers)
        {
            _ended = true;
            foreach (var timer in _timers) timer.Dispose();
            _timers.Clear();
        }
    }
}
