namespace EventFlow.TestKit;

/// <summary>
/// A clock that moves only when a test moves it. Timers fire inside <see cref="Advance"/>, on the caller's thread, in the order they fall due,
/// and each callback sees the time it was due at. Exactly one driver should advance the clock.
/// </summary>
/// <param name="start">What <see cref="GetUtcNow"/> says first. Default 2026-01-01T00:00:00Z.</param>
public sealed class ManualTimeProvider(DateTimeOffset? start = null) : TimeProvider
{
    private static readonly DateTimeOffset DefaultStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _timerWaits = [];
    private DateTimeOffset _utcNow = (start ?? DefaultStart).ToUniversalTime();
    private long _elapsedTicks;
    private long _timerSequence;

    /// <summary>Zone of local times; UTC, so that no test depends on the machine.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>One tick of <see cref="GetTimestamp"/> is 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that are armed now.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>How long until the next armed timer falls due, zero when one is due already; null when none is armed.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count == 0 ? null : TimeSpan.FromTicks(Math.Max(0, _timers.Min(static t => t.DueTicks) - _elapsedTicks));
            }
        }
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _utcNow;
        }
    }

    /// <summary>Monotonic time: moves with <see cref="Advance"/>, not with <see cref="SetUtcNow"/>.</summary>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsedTicks;
        }
    }

    /// <summary>Sets the wall clock, forwards or back, as an operator or NTP would; timers and timestamps do not notice.</summary>
    public void SetUtcNow(DateTimeOffset utcNow)
    {
        lock (_gate)
        {
            _utcNow = utcNow.ToUniversalTime();
        }
    }

    /// <summary>Moves time on and fires the timers that fall due, in order; a periodic timer fires once per period passed.</summary>
    /// <param name="by">How far; zero fires what is due already.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long target;
        lock (_gate)
        {
            target = _elapsedTicks + by.Ticks;
        }

        while (TakeNextDue(target) is { } due)
        {
            due.Fire();
        }

        lock (_gate)
        {
            MoveTo(Math.Max(_elapsedTicks, target));
        }
    }

    /// <summary>Completes once at least this many timers are armed: the way to know that the code under test has begun to wait.</summary>
    public Task WaitForTimersAsync(int count)
    {
        lock (_gate)
        {
            if (_timers.Count >= count)
            {
                return Task.CompletedTask;
            }

            // Continuations run elsewhere: the timer is armed under the caller's locks.
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _timerWaits.Add((count, reached));
            return reached.Task;
        }
    }

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? TakeNextDue(long target)
    {
        lock (_gate)
        {
            ManualTimer? next = null;
            foreach (var timer in _timers)
            {
                if (timer.DueTicks <= target && (next is null || (timer.DueTicks, timer.Sequence).CompareTo((next.DueTicks, next.Sequence)) < 0))
                {
                    next = timer;
                }
            }

            if (next is null)
            {
                return null;
            }

            MoveTo(Math.Max(_elapsedTicks, next.DueTicks));
            if (next.PeriodTicks > 0)
            {
                next.DueTicks += next.PeriodTicks;
                next.Sequence = ++_timerSequence;
            }
            else
            {
                _timers.Remove(next);
            }

            return next;
        }
    }

    private void MoveTo(long elapsedTicks)
    {
        _utcNow += TimeSpan.FromTicks(elapsedTicks - _elapsedTicks);
        _elapsedTicks = elapsedTicks;
    }

    private bool Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.Disposed)
            {
                return false;
            }

            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            timer.DueTicks = _elapsedTicks + Math.Max(0, dueTime.Ticks);
            timer.PeriodTicks = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
            timer.Sequence = ++_timerSequence;
            _timers.Add(timer);
            for (var i = _timerWaits.Count - 1; i >= 0; i--)
            {
                if (_timers.Count >= _timerWaits[i].Count)
                {
                    _timerWaits[i].Reached.TrySetResult();
                    _timerWaits.RemoveAt(i);
                }
            }

            return true;
        }
    }

    private void Disarm(ManualTimer timer)
    {
        lock (_gate)
        {
            timer.Disposed = true;
            _timers.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        public long DueTicks { get; set; }

        public long PeriodTicks { get; set; }

        public long Sequence { get; set; }

        public bool Disposed { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Arm(this, dueTime, period);

        public void Dispose() => clock.Disarm(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
