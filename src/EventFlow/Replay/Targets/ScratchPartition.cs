using EventFlow.EventStore;
using EventFlow.Ingestion;

namespace EventFlow.Replay;

/// <summary>What a scratch space keeps of one partition: which duplicates it knows, and frames that wait.</summary>
internal sealed class ScratchPartition(EventBatch first, IngestionOptions options)
{
    public IngestionEngine Engine { get; } = new(EventStreams.KeyOf(first.Stream, first.Partition), new() { NextOffset = first.FirstOffset }, options);

    public List<EventBatch> Frames { get; } = [];
}
