using System.Globalization;
using EventFlow.EventStore;

namespace EventFlow.Ingestion;

/// <summary>
/// A request as it is read: what is good is encoded for its partition at once, what is not is noted with its reason. Nothing is stored, and nobody else knows of it, before
/// <see cref="IngestionService.StoreAsync"/>. Not thread safe; dispose it.
/// </summary>
public sealed class IngestionDraft : IDisposable
{
    private const int Metrics = 0;
    private const int Logs = 1;
    private const int Domain = 2;

    private readonly IngestionParts _parts;
    private readonly PartitionShare?[][] _shares;
    private readonly List<(int Index, TelemetryEvent Event)> _waiting = [];
    private readonly List<(int Index, Fault Fault)> _rejected = [];

    internal IngestionDraft(IngestionParts parts, string caller, long receivedAt)
    {
        (_parts, Caller, ReceivedAt) = (parts, caller, receivedAt);
        _shares = new PartitionShare?[parts.Streams.Length][];
        for (var i = 0; i < _shares.Length; i++)
        {
            _shares[i] = new PartitionShare?[parts.Streams[i].Partitions];
        }

        IsEarly = !parts.Recent.Loading.IsCompleted;
    }

    /// <summary>Who sends.</summary>
    public string Caller { get; }

    /// <summary>Arrival time, unix ms.</summary>
    public long ReceivedAt { get; }

    /// <summary>Latest event time that is taken, unix ms.</summary>
    public long LatestTime => ReceivedAt + _parts.Validator.MaxAheadMs;

    /// <summary>Items so far, good or bad.</summary>
    public int Count { get; private set; }

    /// <summary>Items that are known already.</summary>
    internal int Duplicates { get; private set; }

    /// <summary>Whether it was begun before it was known what had been stored before this process: what is a duplicate may be among its events.</summary>
    internal bool IsEarly { get; }

    /// <summary>Whether any item that may be stored has an id.</summary>
    internal bool HasIds => _waiting.Exists(static w => w.Event.Id is not null) || Shares.Any(static s => s.Ids.Count > 0);

    /// <summary>What was refused, with its place in the request.</summary>
    internal List<(int Index, Fault Fault)> Rejected => _rejected;

    internal IEnumerable<PartitionShare> Shares => _shares.SelectMany(static s => s).OfType<PartitionShare>().Where(static s => s.Count > 0);

    /// <summary>Adds an item. False when there is a fault in it.</summary>
    public bool Add(IngestionItem item)
    {
        var index = Count++;
        if ((item.Fault ?? _parts.Validator.Check(item.Event!, ReceivedAt)) is { } fault)
        {
            _rejected.Add((index, fault));
            return false;
        }

        if (_waiting.Count > 0 || !_parts.Services.IsKnown(item.Event!.Service))
        {
            // A name takes its place only when the request is stored, and what follows keeps its order.
            _waiting.Add((index, item.Event!));
        }
        else
        {
            Place(index, item.Event!);
        }

        return true;
    }

    /// <summary>
    /// Adds a log record that the caller has checked as <see cref="EventValidator"/> would, its service and id being ASCII. False, and nothing added, when it has to come by
    /// <see cref="Add"/>. <paramref name="service"/> is the name as text.
    /// </summary>
    public bool TryAddLog(in RawEvent item, string service, LogSeverity level, ReadOnlySpan<byte> message, ReadOnlySpan<byte> traceId)
    {
        if (_waiting.Count > 0 || !_parts.Services.IsKnown(service))
        {
            return false;
        }

        var share = ShareOf(Logs, service);
        if (IsNew(share, Count, item.Id.IsEmpty ? null : EventIdHash.OfAscii(service, item.Id)))
        {
            share.Encoder.AddLog(item, level, message, traceId);
        }

        Count++;
        return true;
    }

    /// <summary>Adds a sample of a series whose names were checked before; else like <see cref="TryAddLog"/>.</summary>
    public bool TryAddSample(in RawEvent item, PooledSeries series, double value)
    {
        if (_waiting.Count > 0 || !_parts.Services.IsKnown(series.Service))
        {
            return false;
        }

        var share = ShareOfSeries(series.PartitionOf(_parts.Streams[Metrics].Written));
        if (IsNew(share, Count, item.Id.IsEmpty ? null : EventIdHash.OfAscii(series.Service, item.Id)))
        {
            share.Encoder.AddSample(item, series, value);
        }

        Count++;
        return true;
    }

    /// <summary>Forgets all items.</summary>
    public void Clear()
    {
        Dispose();
        _waiting.Clear();
        _rejected.Clear();
        (Count, Duplicates) = (0, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shares in _shares)
        {
            foreach (ref var share in shares.AsSpan())
            {
                if (share is not null)
                {
                    _parts.Encoders.Return(share.Encoder);
                    share = null;
                }
            }
        }
    }

    /// <summary>The request will be stored: gives services that are new their place, or refuses them.</summary>
    internal void Admit()
    {
        foreach (var (index, item) in _waiting)
        {
            if (_parts.Services.Check(item.Service) is { } fault)
            {
                _rejected.Add((index, fault));
            }
            else
            {
                Place(index, item);
            }
        }

        _waiting.Clear();
        _rejected.Sort(static (a, b) => a.Index.CompareTo(b.Index));
    }

    /// <summary>Looks again at ids that were looked at before it was known what had been stored.</summary>
    internal void DropKnownIds()
    {
        foreach (var share in Shares.ToList())
        {
            if (!share.Ids.Exists(id => _parts.Recent.HasEvent(share.Stream, share.Partition, id)))
            {
                continue;
            }

            foreach (var (index, item) in share.TakeOut(ReceivedAt))
            {
                if (item.Id is { } id && _parts.Recent.HasEvent(share.Stream, share.Partition, EventIdHash.Of(item.Service, id)))
                {
                    Duplicates++;
                }
                else
                {
                    share.Put(index, item);
                }
            }
        }
    }

    /// <summary>A batch that has a number is known as a whole: what is known of it becomes a duplicate. One whose number is too old to be known is refused.</summary>
    internal void DropKnown(string producer, long sequence)
    {
        foreach (var share in Shares.ToList())
        {
            if (_parts.Recent.OldestKnown(share.Stream, share.Partition, share.Homes, producer, sequence) is { } oldest)
            {
                var fault = new Fault(
                    "sequence", sequence.ToString(CultureInfo.InvariantCulture),
                    $"{oldest} or above: it is no longer known whether number {sequence} of '{producer}' was stored. Send ids, or keep no request waiting while {ProducerSequence.Window} others go by");
                _rejected.AddRange(share.Indexes.Select(index => (index, fault)));
                share.Clear(ReceivedAt);
            }
            else if (_parts.Recent.HasAll(share.Stream, share.Homes, producer, sequence))
            {
                Duplicates += share.Count;
                share.Clear(ReceivedAt);
            }
            else if (_parts.Recent.HasPart(share.Stream, share.Partition, share.Homes, producer, sequence))
            {
                Complete(share, producer, sequence);
            }
        }
    }

    /// <summary>
    /// Of a numbered batch a part is stored. An earlier version made several batches of one and spread them by service; when a crash left some, the others go where that version
    /// would have put them, for the partition of today would take them for a repetition.
    /// </summary>
    private void Complete(PartitionShare share, string producer, long sequence)
    {
        var stream = Array.FindIndex(_parts.Streams, s => s.Name == share.Stream);
        share.Homes = 0;
        foreach (var (index, item) in share.TakeOut(ReceivedAt))
        {
            var home = item is MetricEvent ? share.Partition : Partitioning.Of(item.Service, _parts.Streams[stream].Partitions);
            if (_parts.Recent.HasBatch(share.Stream, home, producer, sequence))
            {
                Duplicates++;
                continue;
            }

            var rest = ShareOf(stream, home, share.Partition);
            rest.Homes |= 1u << home;
            rest.Put(index, item);
        }
    }

    private void Place(int index, TelemetryEvent item)
    {
        var share = item switch
        {
            MetricEvent metric => ShareOfSeries(Partitioning.Of(metric.Series.Value, _parts.Streams[Metrics].Written)),
            LogEvent => ShareOf(Logs, item.Service),
            _ => ShareOf(Domain, item.Service),
        };
        if (IsNew(share, index, item.Id is null ? null : EventIdHash.Of(item.Service, item.Id)))
        {
            share.Encoder.Add(item);
        }
    }

    private bool IsNew(PartitionShare share, int index, ulong? id)
    {
        if (id is { } hash)
        {
            if (!share.TryAddId(hash) || _parts.Recent.HasEvent(share.Stream, share.Partition, hash))
            {
                Duplicates++;
                return false;
            }

            share.Ids.Add(hash);
        }

        share.Indexes.Add(index);
        return true;
    }

    private PartitionShare ShareOf(int stream, string service)
    {
        var of = _parts.Streams[stream];
        var key = Partitioning.HashOf(service);
        var partition = (int)(key % (uint)of.Written);
        var share = ShareOf(stream, partition, partition);
        share.Homes |= 1u << (int)(key % (uint)of.Partitions);
        return share;
    }

    private PartitionShare ShareOfSeries(int partition)
    {
        var share = ShareOf(Metrics, partition, partition);
        share.Homes = 1u << partition;
        return share;
    }

    private PartitionShare ShareOf(int stream, int partition, int usual)
    {
        ref var share = ref _shares[stream][partition];
        if (share is null)
        {
            var encoder = _parts.Encoders.Rent();
            encoder.Begin(ReceivedAt);
            share = new PartitionShare(_parts.Streams[stream].Name, partition, encoder) { Usual = usual };
        }

        return share;
    }
}
