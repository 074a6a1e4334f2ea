using System.Buffers;

namespace EventFlow.Detection;

/// <summary>
/// Records and errors of the newest span of event time, in <see cref="Buckets"/> buckets of equal length. What leaves the window is handed to the caller as it goes. Counts for a
/// time before the window are dropped.
/// </summary>
internal sealed class CountWindow
{
    /// <summary>Buckets of a window: the resolution at which it slides.</summary>
    public const int Buckets = 12;

    private readonly long _bucketMs;
    private readonly long[] _records = new long[Buckets];
    private readonly long[] _errors = new long[Buckets];
    private long _newest = long.MinValue;

    // The oldest bucket since which the service is known without a gap.
    private long _first;

    public CountWindow(double windowSeconds) => _bucketMs = Math.Max(1, (long)(windowSeconds * 1000 / Buckets));

    public long Records { get; private set; }

    public long Errors { get; private set; }

    /// <summary>Length of a bucket in seconds.</summary>
    public double BucketSeconds => _bucketMs / 1000.0;

    /// <summary>Newest event time the window was told of, unix ms.</summary>
    public long Time { get; private set; }

    /// <summary>
    /// Slides to an event time. <paramref name="left"/> gets the errors of each bucket that leaves; buckets from before the first report, or of a gap longer than the window, are no
    /// evidence and are not told.
    /// </summary>
    public void SlideTo(long time, Action<long>? left = null)
    {
        var bucket = BucketOf(time);
        if (_newest == long.MinValue) (_newest, _first, Time) = (bucket, bucket, time);
        Time = Math.Max(Time, time);
        if (bucket <= _newest) return;
        var gap = bucket - _newest > Buckets;
        for (var steps = Math.Min(bucket - _newest, Buckets); steps > 0; steps--)
        {
            _newest++;
            var at = Index(_newest);
            if (_newest - Buckets >= _first) left?.Invoke(_errors[at]);
            Records -= _records[at];
            Errors -= _errors[at];
            (_records[at], _errors[at]) = (0, 0);
        }

        _newest = bucket;
        if (gap) _first = bucket;
    }

    /// <summary>Counts what happened at a time; the window must have slid there.</summary>
    public void Add(long time, int records, int errors)
    {
        var bucket = BucketOf(time);
        if (bucket > _newest || bucket <= _newest - Buckets) return;
        _records[Index(bucket)] += records;
        _errors[Index(bucket)] += errors;
        Records += records;
        Errors += errors;
    }

    public void Save(IBufferWriter<byte> state)
    {
        state.WriteInt64(_newest);
        state.WriteInt64(_first);
        state.WriteInt64(Time);
        for (var i = 0; i < Buckets; i++)
        {
            state.WriteInt64(_records[i]);
            state.WriteInt64(_errors[i]);
        }
    }

    public void Load(ref StateReader state)
    {
        Clear();
        _newest = state.ReadInt64();
        _first = state.ReadInt64();
        Time = state.ReadInt64();
        for (var i = 0; i < Buckets; i++)
        {
            Records += _records[i] = state.ReadInt64();
            Errors += _errors[i] = state.ReadInt64();
        }
    }

    public void Clear()
    {
        Array.Clear(_records);
        Array.Clear(_errors);
        (_newest, _first, Time, Records, Errors) = (long.MinValue, 0, 0, 0, 0);
    }

    // Times beyond these years are held at the edge, where no arithmetic overflows.
    internal static long BucketOf(long time, long bucketMs)
    {
        const long edge = long.MaxValue / 4;
        var bucket = Math.DivRem(Math.Clamp(time, -edge, edge), bucketMs, out var rest);
        return rest < 0 ? bucket - 1 : bucket;
    }

    private long BucketOf(long time) => BucketOf(time, _bucketMs);

    internal static int Index(long bucket) => (int)(((bucket % Buckets) + Buckets) % Buckets);
}
