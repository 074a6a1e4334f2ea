namespace EventFlow.Silo;

/// <summary>The value of one series: a number, or the buckets, count and sum of a histogram. Thread safe.</summary>
internal sealed class MetricCell(string labels, int buckets)
{
    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[buckets];
    private double _value;

    /// <summary>The labels as text, <c>a="1",b="2"</c>.</summary>
    public string Labels { get; } = labels;

    /// <summary>The number, or the sum of a histogram.</summary>
    public double Value
    {
        get { lock (_gate) return _value; }
    }

    public void Set(double value)
    {
        lock (_gate) _value = value;
    }

    public void Add(double value)
    {
        lock (_gate) _value += value;
    }

    public void Record(double value, int bucket)
    {
        lock (_gate)
        {
            _counts[bucket]++;
            _value += value;
        }
    }

    /// <summary>How many values lie in each bucket (not cumulated), and their sum, of one moment.</summary>
    public (long[] Counts, double Sum) Snapshot()
    {
        lock (_gate) return ((long[])_counts.Clone(), _value);
    }
}
