namespace EventFlow.Ingestion;

/// <summary>
/// How far one partition is appended to and applied, how old what waits is, and how fast it is worked off: by what this process does, and where another applies it by what is heard of that. Thread safe.
/// </summary>
internal sealed class PartitionProgress
{
    // A partition that has applied nothing for so long though something waits is stuck, whatever it did before.
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MarkSpacing = TimeSpan.FromMilliseconds(100);

    // What another applied once is no less applied when nothing is heard, so it holds while a silo that was lost is missed; not for good, for nobody must be refused for ever by what nobody knows.
    private static readonly TimeSpan HeardHolds = TimeSpan.FromMinutes(1);

    // Whoever waits as long as it was told is one of those who want to send.
    private static readonly TimeSpan CallersHold = TimeSpan.FromSeconds(CallerShares.ActiveSeconds);

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
    private long _lastKnown = -1;
    private bool _isHere;
    private long _heardAt;
    private double? _rateThere;
    private int _callers;
    private long _callersAt;
    private int _callersThere;
    private long _callersThereAt;

    /// <param name="clock">For ages and rates.</param>
    /// <param name="count">How many events lie between two offsets; their difference when not given.</param>
    public PartitionProgress(TimeProvider clock, Func<long, long, long>? count = null)
    {
        (_clock, _count) = (clock, count ?? (static (from, to) => to - from));
        _marks = new AppendMarks((long)(MarkSpacing.TotalSeconds * clock.TimestampFrequency));
    }

    /// <summary>The next offset to apply, by whichever process; negative while it is not known.</summary>
    public long AppliedOffset
    {
        get
        {
            lock (_gate)
            {
                return AppliedNow;
            }
        }
    }

    /// <summary>The last that was known of the next offset to apply, however long ago; negative when that was never known.</summary>
    public long LastKnownOffset
    {
        get
        {
            lock (_gate)
            {
                return _lastKnown;
            }
        }
    }

    /// <summary>Name of the process that applies it, where others said so.</summary>
    public string? AppliedBy { get; private set; }

    /// <summary>Whether this process applies it.</summary>
    public bool IsHere
    {
        get
        {
            lock (_gate)
            {
                return _isHere;
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
                return RateNow;
            }
        }
    }

    /// <summary>The same of what this process may let in: where callers want to send by several, each has a part as large as its part of the callers.</summary>
    public double? EventsPerSecondHere
    {
        get
        {
            lock (_gate)
            {
                var (here, there) = (Math.Max(1, CallersNow), _clock.GetElapsedTime(_callersThereAt) < CallersHold ? _callersThere : 0);
                return RateNow * here / (here + there);
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
                return _isHere && _applied < _found && _clock.GetElapsedTime(_busySince) < StuckAfter;
            }
        }
    }

    /// <summary>Events that were refused because too many waited.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    private long AppliedNow => _isHere || (_applied >= 0 && _clock.GetElapsedTime(_heardAt) < HeardHolds) ? _applied : -1;

    private long LagNow => AppliedNow < 0 || _appended <= _applied ? 0 : Math.Max(0, _count(_applied, _appended));

    private double? RateNow => LagNow > 0 && _clock.GetElapsedTime(_busySince) > StuckAfter ? 0 : _isHere ? _rate.PerSecond : _rateThere;

    private int CallersNow => _clock.GetElapsedTime(_callersAt) < CallersHold ? _callers : 0;

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
            (_isHere, _applied, _found) = (false, -1, 0);
        }
    }

    /// <summary>Events were refused because too many waited.</summary>
    public void Refuse(int events) => Interlocked.Add(ref _refused, events);

    /// <summary>It is applied up to an offset.</summary>
    public void Applied(long nextOffset)
    {
        lock (_gate)
        {
            if (_isHere && nextOffset <= _applied)
            {
                return;
            }

            var now = _clock.GetTimestamp();
            if (_isHere && LagNow > 0)
            {
                _rate.Applied(_count(_applied, nextOffset), _clock.GetElapsedTime(_busySince, now));
            }

            (_isHere, _applied, _lastKnown, _busySince) = (true, nextOffset, nextOffset, now);
            _marks.OldestFrom(nextOffset);
        }
    }

    /// <summary>So many callers want to send to it by this process while it is too far behind.</summary>
    public void NoteCallers(int callers)
    {
        lock (_gate)
        {
            (_callers, _callersAt) = (callers, _clock.GetTimestamp());
        }
    }

    /// <summary>What this process knows of it, for the others; what it has heard from them it does not tell as its own.</summary>
    public PartitionStanding StandingOf(string key)
    {
        lock (_gate)
        {
            return new(key, _isHere ? _applied : -1, _appended, _isHere ? RateNow : null, CallersNow);
        }
    }

    /// <summary>What all processes know of it.</summary>
    public void Hear(PartitionStanding standing)
    {
        Appended(standing.Appended);
        lock (_gate)
        {
            var now = _clock.GetTimestamp();
            (_callersThere, _callersThereAt, AppliedBy) = (standing.Callers, now, standing.AppliedBy);
            if (_isHere || standing.Applied < 0)
            {
                return;
            }

            if (standing.Applied != _applied)
            {
                // Also backwards: whoever takes it up goes on from its checkpoint.
                (_applied, _lastKnown, _busySince) = (standing.Applied, standing.Applied, now);
                _marks.OldestFrom(_applied);
            }

            (_rateThere, _heardAt) = (standing.EventsPerSecond, now);
        }
    }
}
