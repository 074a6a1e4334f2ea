namespace EventFlow.Ingestion;

/// <summary>
/// How many events a second a partition applies while it has something to apply: a mean over about the last ten seconds of work. Time without work does not count, so the rate is what the partition can do
/// and not what it was asked to. Not thread safe.
/// </summary>
internal sealed class DrainRate
{
    private const double MemorySeconds = 10;

    // A few deliveries; one alone may have been a large one that had waited.
    private const double EnoughSeconds = 0.25;

    private double _events;
    private double _seconds;

    /// <summary>Events per second; null while too little was seen.</summary>
    public double? PerSecond => _seconds < EnoughSeconds ? null : _events / _seconds;

    /// <summary>So many events were applied in so much time of work.</summary>
    public void Applied(long events, TimeSpan busy)
    {
        var seconds = Math.Max(busy.TotalSeconds, 0);
        var kept = Math.Exp(-seconds / MemorySeconds);
        _events = _events * kept + events;
        _seconds = _seconds * kept + seconds;
    }
}
