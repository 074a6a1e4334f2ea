namespace EventFlow;

/// <summary>
/// Samples of one series in log order, as parallel arrays of equal length: event time in unix milliseconds and value.
/// <paramref name="FirstOffset"/> and <paramref name="LastOffset"/> are the log offsets of the frame they came from; a series skips
/// what it has applied already.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesBatch")]
public sealed record SeriesBatch(SeriesId Series, string? Unit, long FirstOffset, long LastOffset, long ReceivedAt, long[] Offsets, long[] Times, double[] Values)
{
    /// <summary>Last offset that the series took before and may not have saved, set by who feeds it before it is sent; null when there is none. A series that does not know it fails with <see cref="StateLostException"/>.</summary>
    [Id(0)] public long? After { get; set; }
}
