namespace EventFlow.Ingestion;

/// <summary>How far one partition is appended to and applied, how old what waits is, and how fast it is worked off. Thread safe.</summary>
internal sealed class PartitionProgress
{
    // A partition that has applied nothing for so long though something waits is stuck, whatever it did before.
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MarkSpacing = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly Func<long, long, long> _count;
    private readonly DrainRate _rate = new();
    private readonly AppendMarks _marks;
    private long _appended = -1;
    private long _applied = -1;
    private long _found;
    private long _busySince;
    private long _refused;

    /// <param name="clock">For ages and rates.</param>
    /// <param name="count">How many events lie between two offsets; their difference when not given.</param>
    public PartitionProgress(TimeProvider clock, Func<long, long, long>? count = null)
    {
        (_clock, _count) = (clock, count ?? (static (from, to) => to - from));
        _marks = new AppendMarks((long)(MarkSpacing.TotalSeconds * clock.TimestampFrequency));
    }

    /// <summary>The next offset to apply; negative while it is not known.</summary>
    public long AppliedOffset
    {
        get
        {
            lock (_gate)
            {
                return _applied;
            }
        }
    }

    /// <summary>Events appended and not yet applied; 0 while it is not known how far it is applied.</summary>
    public long Lag
    {
        get
        {
            lock (_gate)
            {
                return LagNow;
            }
        }
    }

    /// <summary>How long ago the oldest event that waits was appended; zero when none waits.</summary>
    public TimeSpan Age
    {
        get
        {
            lock (_gate)
            {
                return LagNow > 0 && _marks.OldestFrom(_applied) is { } since ? _clock.GetElapsedTime(since) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Events per second it applies while it has work; 0 when it is stuck; null when that is not known yet.</summary>
    public double? EventsPerSecond
    {
        get
        {
            lock (_gate)
            {
                return LagNow > 0 && _clock.GetElapsedTime(_busySince) > StuckAfter ? 0 : _rate.PerSecond;
            }
        }
    }

    /// <summary>Whether something waits that was there when this process began to apply it. What is stuck, such as a damaged end of the log, is not waited for.</summary>
    public bool IsCatchingUp
    {
        get
        {
            lock (_gate)
            {
                return _applied >= 0 && _applied < _found && _clock.GetElapsedTime(_busySince) < StuckAfter;
            }
        }
    }

    /// <summary>Events that were refused because too many waited.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    private long LagNow => _applied < 0 || _appended <= _applied ? 0 : Math.Max(0, _count(_applied, _appended));

    /// <summary>The log reaches to an offset. Appends may report out of order.</summary>
    public void Appended(long nextOffset)
    {
        lock (_gate)
        {
            if (nextOffset <= _appended)
            {
                return;
            }

            var now = _clock.GetTimestamp();
            _busySince = LagNow == 0 ? now : _busySince;
            _appended = nextOffset;
            _marks.Add(nextOffset, now);
        }
    }

    /// <summary>This process begins to apply it at an offset, and finds it appended to another.</summary>
    public void Begin(long applied, long appended)
    {
        Appended(appended);
        Applied(applied);
        lock (_gate)
        {
            _found = Math.Max(_found, appended);
        }
    }

    /// <summary>This process applies it no longer.</summary>
    public void End()
    {
        lock (_gate)
        {
            (_applied, _found) = (-1, 0);
        }
    }

    /// <summary>Events were refused because too many waited.</summary>
    public void Refuse(int events) => Interlocked.Add(ref _refused, events);

    /// <summary>It is applied up to an offset.</summary>
    public void Applied(long nextOffset)
    {
        lock (_gate)
        {
            if (nextOffset <= _applied)
            {
                return;
            }

            var now = _clock.GetTimestamp();
            if (LagNow > 0)
            {
                _rate.Applied(_count(_applied, nextOffset), _clock.GetElapsedTime(_busySince, now));
            }

            (_applied, _busySince) = (nextOffset, now);
            _marks.OldestFrom(nextOffset);
        }
    }
}
