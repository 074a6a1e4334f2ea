namespace EventFlow.Load;

/// <summary>Memory over time: the line of least squares through its samples, after a warm-up that is left out.</summary>
internal sealed class MemoryTrend
{
    private readonly List<(double Seconds, double Bytes)> _samples = [];

    /// <summary>Samples taken.</summary>
    public int Count => _samples.Count;

    /// <summary>Adds a sample.</summary>
    public void Add(TimeSpan at, long bytes) => _samples.Add((at.TotalSeconds, bytes));

    /// <summary>What the samples from an instant on say; null when there are fewer than two.</summary>
    public MemoryFigures? After(TimeSpan warmUp)
    {
        var kept = _samples.Where(s => s.Seconds >= warmUp.TotalSeconds).ToList();
        if (kept.Count < 2)
        {
            return null;
        }

        var (meanTime, meanBytes) = (kept.Average(static s => s.Seconds), kept.Average(static s => s.Bytes));
        var spread = kept.Sum(s => (s.Seconds - meanTime) * (s.Seconds - meanTime));
        var slope = spread == 0 ? 0 : kept.Sum(s => (s.Seconds - meanTime) * (s.Bytes - meanBytes)) / spread;
        return new MemoryFigures(slope, (long)kept.Min(static s => s.Bytes), (long)kept.Max(static s => s.Bytes), (long)meanBytes, TimeSpan.FromSeconds(kept[^1].Seconds - kept[0].Seconds));
    }
}
