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

    /// <summary>The partition where such events are stored now. The share goes elsewhere only when it completes what an earlier version began.</summary>
    public int Usual { get; init; } = partition;

    /// <summary>The homes of its events, bit by bit: the partitions their keys have when they are spread over all.</summary>
    public uint Homes { get; set; }

    public EventAppendResult Result { get; set; }

    /// <summary>Remembers an id; false when the request has it already.</summary>
    public bool TryAddId(ulong id) => (_seen ??= []).Add(id);

    /// <summary>Adds an event that was checked, with its place in the request.</summary>
    public void Put(int index, TelemetryEvent item)
    {
        Encoder.Add(item);
        Indexes.Add(index);
        if (item.Id is { } id)
        {
            Ids.Add(EventIdHash.Of(item.Service, id));
        }
    }

    /// <summary>Takes all events out again, each with its place in the request.</summary>
    public List<(int Index, TelemetryEvent Event)> TakeOut(long receivedAt)
    {
        var taken = Indexes.Zip(new DraftEvents(Encoder, receivedAt, null, null)).ToList();
        Clear(receivedAt);
        return taken;
    }

    /// <summary>Drops all events.</summary>
    public void Clear(long receivedAt)
    {
        Encoder.Begin(receivedAt);
        Indexes.Clear();
        Ids.Clear();
    }
}
