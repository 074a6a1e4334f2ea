namespace EventFlow;

/// <summary>A series and its latest sample. <paramref name="LastTime"/> is event time, <paramref name="LastReceived"/> arrival time, both unix ms.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesInfo")]
public sealed record SeriesInfo(SeriesId Series, string Service, string Metric, LabelSet Labels, string? Unit, double LastValue, long LastTime, long LastReceived);
