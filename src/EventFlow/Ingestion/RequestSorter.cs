namespace EventFlow.Ingestion;

/// <summary>Sorts the items of one request: rejected with a reason, known already, or for a partition of a stream.</summary>
internal sealed class RequestSorter(EventValidator validator, RecentEvents recent, KnownServices services, IReadOnlyDictionary<string, int> partitions)
{
    private readonly Dictionary<(string Stream, int Partition), PartitionShare> _shares = [];

    public List<IngestionError> Errors { get; } = [];

    public int Rejected { get; private set; }

    public int Duplicates { get; private set; }

    public IReadOnlyCollection<PartitionShare> Shares => _shares.Values;

    public void Sort(IngestionRequest request, IngestionInstruments instruments)
    {
        for (var i = 0; i < request.Items.Count; i++)
        {
            var item = request.Items[i];
            if ((item.Fault ?? validator.Check(item.Event!, request.ReceivedAt) ?? services.Check(item.Event!.Service)) is { } fault)
            {
                Reject(i, fault);
                instruments.Rejected(fault.Field);
            }
            else
            {
                Place(i, item.Event!, request);
            }
        }
    }

    /// <summary>Counts an item as rejected; beyond a number that an answer can list it is only counted.</summary>
    public void Reject(int index, Fault fault)
    {
        Rejected++;
        if (Errors.Count < IngestionResult.MaxErrors)
        {
            Errors.Add(IngestionError.Of(index, fault));
        }
    }

    private void Place(int index, TelemetryEvent item, IngestionRequest request)
    {
        var (stream, key) = item switch
        {
            MetricEvent metric => (StreamNames.Metrics, metric.Series.Value),
            LogEvent => (StreamNames.Logs, item.Service),
            _ => (StreamNames.Domain, item.Service),
        };
        var partition = Partitioning.Of(key, partitions[stream]);
        var share = ShareOf(stream, partition);
        if (IsKnown(share, item, request))
        {
            Duplicates++;
            return;
        }

        share.Events.Add(item);
        share.Indexes.Add(index);
    }

    private bool IsKnown(PartitionShare share, TelemetryEvent item, IngestionRequest request)
    {
        if (request is { Producer: { } producer, Sequence: { } sequence } && recent.HasBatch(share.Stream, share.Partition, producer, sequence))
        {
            return true;
        }

        if (item.Id is not { } id)
        {
            return false;
        }

        var hash = EventIdHash.Of(item.Service, id);
        return !share.TryAddId(hash) || recent.HasEvent(share.Stream, share.Partition, hash);
    }

    private PartitionShare ShareOf(string stream, int partition)
    {
        if (!_shares.TryGetValue((stream, partition), out var share))
        {
            _shares.Add((stream, partition), share = new PartitionShare(stream, partition));
        }

        return share;
    }
}
