namespace EventFlow;

/// <summary>
/// What one delivery of a log partition holds of one service, for its <see cref="IServiceGrain"/>: the frames that speak of it, oldest first; the last sample of each of its series;
/// and of its log records offset, event time (unix ms) and level, as parallel arrays in log order, frame after frame.
/// <paramref name="Source"/> names stream and partition; offsets ascend within a source.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ServiceBatch")]
public sealed record ServiceBatch(string Source, ServiceFrame[] Frames, IReadOnlyList<SeriesInfo> Latest, long[] LogOffsets, long[] LogTimes, LogSeverity[] LogLevels)
{
    /// <summary>Messages of the log records, UTF-8, in the order of their offsets; empty where the sender does not give them, and then no patterns are found.</summary>
    [Id(0)] public ReadOnlyMemory<byte>[] LogMessages { get; init; } = [];

    /// <summary>Last offset of the source that the service took before and may not have saved, set by who feeds it before it is sent; null when there is none. A service that does not know it fails with <see cref="StateLostException"/>.</summary>
    [Id(1)] public long? After { get; set; }

    /// <summary>Offset of the last event of the last frame.</summary>
    public long LastOffset => Frames.Length == 0 ? -1 : Frames[^1].LastOffset;
}
