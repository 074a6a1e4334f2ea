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
            _shares[i] = new PartitionShare?[parts.Streams[i].Written];
        }
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

        var share = ShareOf(Metrics, series.PartitionOf(_shares[Metrics].Length));
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

    /// <summary>A batch that has a number is known as a whole: what is known of it becomes a duplicate. One whose number is too old to be known is refused.</summary>
    internal void DropKnown(string producer, long sequence)
    {
        foreach (var share in Shares)
        {
            // Also where an earlier version kept it: a number that fell out of that window is no more known than one that fell out of this.
            if (share.Earlier.Append(share.Partition).Max(partition => _parts.Recent.OldestKnown(share.Stream, partition, producer, sequence)) is { } oldest)
            {
                var fault = new Fault(
                    "sequence", sequence.ToString(CultureInfo.InvariantCulture),
                    $"{oldest} or above: it is no longer known whether number {sequence} of '{producer}' was stored. Send ids, or keep no request waiting while {ProducerSequence.Window} others go by");
                _rejected.AddRange(share.Indexes.Select(index => (index, fault)));
            }
            else if (IsStored(share, producer, sequence))
            {
                Duplicates += share.Count;
            }
            else
            {
                continue;
            }

            share.Encoder.Begin(ReceivedAt);
        }
    }

    private void Place(int index, TelemetryEvent item)
    {
        var share = item switch
        {
            MetricEvent metric => ShareOf(Metrics, Partitioning.Of(metric.Series.Value, _shares[Metrics].Length)),
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
            if (!share.TryAddId(hash) || IsStored(share, hash))
            {
                Duplicates++;
                return false;
            }

            share.Ids.Add(hash);
        }

        share.Indexes.Add(index);
        return true;
    }

    private bool IsStored(PartitionShare share, ulong id)
    {
        if (_parts.Recent.HasEvent(share.Stream, share.Partition, id))
        {
            return true;
        }

        foreach (var partition in share.Earlier)
        {
            if (_parts.Recent.HasEvent(share.Stream, partition, id))
            {
                return true;
            }
        }

        return false;
    }

    // An earlier version made several batches of it: it is stored when all are.
    private bool IsStored(PartitionShare share, string producer, long sequence) =>
        _parts.Recent.HasBatch(share.Stream, share.Partition, producer, sequence)
        || (share.Earlier.Count > 0 && share.Earlier.All(partition => _parts.Recent.HasBatch(share.Stream, partition, producer, sequence)));

    private PartitionShare ShareOf(int stream, string service)
    {
        var of = _parts.Streams[stream];
        var share = ShareOf(stream, Partitioning.Of(service, of.Written));
        if (share.LooksEarlier)
        {
            share.Earlier.Add(Partitioning.Of(service, of.Partitions));
        }

        return share;
    }

    private PartitionShare ShareOf(int stream, int partition)
    {
        ref var share = ref _shares[stream][partition];
        if (share is null)
        {
            var encoder = _parts.Encoders.Rent();
            encoder.Begin(ReceivedAt);
            share = new PartitionShare(_parts.Streams[stream].Name, partition, encoder) { LooksEarlier = _parts.Recent.HasEarlier(_parts.Streams[stream]) };
        }

        return share;
    }
}
