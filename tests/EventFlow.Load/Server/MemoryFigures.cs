namespace EventFlow.Load;

/// <summary>How memory went over a span: bytes per second by which it rose, least, most and mean.</summary>
internal sealed record MemoryFigures(double BytesPerSecond, long Least, long Most, long Mean, TimeSpan Span)
{
    /// <summary>What the slope would add in an hour, as a share of the mean.</summary>
    public double GrowthPerHour => Mean == 0 ? 0 : BytesPerSecond * 3600 / Mean;
}
