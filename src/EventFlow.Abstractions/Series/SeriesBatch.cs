namespace EventFlow;

/// <summary>
/// Samples of one series in log order, as parallel arrays of equal length: event time in unix milliseconds and value.
/// <paramref name="FirstOffset"/> and <paramref name="LastOffset"/> are the log offsets of the frame they came from; a series skips
/// what it has applied already.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesBatch")]
public sealed record SeriesBatch(SeriesId Series, string? Unit, long FirstOffset, long LastOffset, long ReceivedAt, long[] Offsets, long[] Times, double[] Values);
