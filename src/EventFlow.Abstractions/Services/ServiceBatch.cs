namespace EventFlow;

/// <summary>
/// What one log frame holds of one service, for its <see cref="IServiceGrain"/>: the last sample of each of its series in the frame, and its log records.
/// <paramref name="Source"/> names stream and partition; offsets ascend within a source.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ServiceBatch")]
public sealed record ServiceBatch(
    string Source, long FirstOffset, long LastOffset, long ReceivedAt, long MetricSamples,
    IReadOnlyList<SeriesInfo> Latest, IReadOnlyList<LogEvent> Logs, IReadOnlyList<long> LogOffsets, int DomainEvents);
