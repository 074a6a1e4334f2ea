using EventFlow.EventStore;

namespace EventFlow.Ingestion;

/// <summary>What of a request goes to one partition: the events, encoded, and their places in the request.</summary>
internal sealed class PartitionShare(string stream, int partition, EventBatchEncoder encoder)
{
    private HashSet<ulong>? _seen;

    public string Stream { get; } = stream;

    public int Partition { get; } = partition;

    public EventBatchEncoder Encoder { get; } = encoder;

    public int Count => Encoder.Count;

    /// <summary>Hashes of the ids of its events, in order.</summary>
    public List<ulong> Ids { get; } = [];

    public List<int> Indexes { get; } = [];

    public EventAppendResult Result { get; set; }

    /// <summary>Remembers an id; false when the request has it already.</summary>
    public bool TryAddId(ulong id) => (_seen ??= []).Add(id);
}
