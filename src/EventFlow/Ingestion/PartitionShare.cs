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

    /// <summary>Whether earlier versions stored such events in other partitions, whose repetitions are still to be told.</summary>
    public bool LooksEarlier { get; init; }

    /// <summary>Where an earlier version would have stored its events; empty unless <see cref="LooksEarlier"/>.</summary>
    public SortedSet<int> Earlier { get; } = [];

    public EventAppendResult Result { get; set; }

    /// <summary>Remembers an id; false when the request has it already.</summary>
    public bool TryAddId(ulong id) => (_seen ??= []).Add(id);
}
