namespace EventFlow.Series;

/// <summary>Joins points into coarser ones; finite in, finite out.</summary>
internal static class Points
{
    /// <summary>Two points as one that starts where the first does.</summary>
    public static SeriesPoint Join(in SeriesPoint first, in SeriesPoint second)
    {
        var count = first.Count + second.Count;

        // Weights before values: a sum of huge values would not be finite.
        var average = first.Average * ((double)first.Count / count) + second.Average * ((double)second.Count / count);
        return new(first.Time, average, Math.Min(first.Min, second.Min), Math.Max(first.Max, second.Max), count);
    }

    /// <summary>Points in order of time, joined so that there are at most as many as wanted. The step is a multiple of that of the points; 0 when none were joined and they are samples.</summary>
    public static (long Step, IReadOnlyList<SeriesPoint> Points) Thin(IReadOnlyList<SeriesPoint> points, long step, long from, long to, int most)
    {
        if (points.Count <= most) return (step, points);
        var unit = Math.Max(1, step);
        var wide = (to - from + most - 1) / most;
        wide = (wide + unit - 1) / unit * unit;
        var origin = from - ((from % unit) + unit) % unit;
        var thin = new List<SeriesPoint>(most + 1);
        foreach (var point in points)
        {
            var start = origin + (point.Time - origin) / wide * wide;
            if (thin.Count > 0 && thin[^1].Time == start) thin[^1] = Join(thin[^1], point);
            else thin.Add(point with { Time = start });
        }

        return (wide, thin);
    }
}
