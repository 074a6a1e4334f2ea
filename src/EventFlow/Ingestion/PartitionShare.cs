namespace EventFlow.Ingestion;

/// <summary>What of a request goes to one partition: the events and their places in the request.</summary>
internal sealed class PartitionShare(string stream, int partition)
{
    private readonly HashSet<ulong> _ids = [];

    public string Stream { get; } = stream;

    public int Partition { get; } = partition;

    public List<TelemetryEvent> Events { get; } = [];

    public List<int> Indexes { get; } = [];

    public EventAppendResult Result { get; set; }

    /// <summary>Remembers an id; false when the request has it already.</summary>
    public bool TryAddId(ulong id) => _ids.Add(id);
}
