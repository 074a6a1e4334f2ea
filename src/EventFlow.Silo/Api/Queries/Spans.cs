namespace EventFlow.Silo;

/// <summary>The parameters of a span of event time.</summary>
internal static class Spans
{
    /// <summary>Series that one answer holds at most.</summary>
    public const int MaxSeries = 100;

    public static readonly TimeParameter From = new("from", "Start of the span in event time, inclusive: unix milliseconds or RFC 3339. Default one hour before the end.");
    public static readonly TimeParameter To = new("to", "End of the span in event time, exclusive. Default now.");
    public static readonly IntegerParameter Points = new("points", "How many points to answer with at most; more samples than that are joined.", 2, 5_000, 300);

    private static readonly TimeSpan DefaultLength = TimeSpan.FromHours(1);

    /// <summary>The span asked for, or all faults of the query.</summary>
    public static bool TryRead(QueryReader query, TimeProvider time, out SeriesRange range, out IReadOnlyList<Fault> faults)
    {
        var points = query.Read(Points);
        var isGood = TryRead(query, time, out var from, out var to, out faults);
        range = new(from, to, points);
        return isGood;
    }

    /// <summary>The span asked for without a number of points, or all faults of the query.</summary>
    public static bool TryRead(QueryReader query, TimeProvider time, out long from, out long to, out IReadOnlyList<Fault> faults)
    {
        // The newest millisecond belongs to the answer, and ends are exclusive.
        to = query.Read(To) ?? time.GetUtcNow().ToUnixTimeMilliseconds() + 1;
        from = query.Read(From) ?? to - (long)DefaultLength.TotalMilliseconds;
        faults = query.Faults;
        if (faults.Count == 0 && from >= to) faults = [new("from", from.ToString(System.Globalization.CultureInfo.InvariantCulture), $"a time before to, which is {to}")];
        return faults.Count == 0;
    }
}
