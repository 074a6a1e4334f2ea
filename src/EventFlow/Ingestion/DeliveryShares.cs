using EventFlow.EventStore;

namespace EventFlow.Ingestion;

/// <summary>
/// What the frames of a delivery hold for each series and each service, as it collects: nothing of an event is made but what these want to know. Used again for the next delivery, so
/// that collecting allocates nothing that stays behind. Not thread safe.
/// </summary>
internal sealed class DeliveryShares
{
    // Shares kept for the next delivery, about 150 bytes each; a delivery that has more, such as a backlog of very many series, makes the rest anew.
    private const int MostUnused = 4096;

    // A share of a service with room for more records is not kept.
    private const int MostRoom = 1024;

    private readonly Dictionary<PooledSeries, SeriesShare> _series = new(SeriesComparer.Instance);
    private readonly Dictionary<string, ServiceShare> _services = new(StringComparer.Ordinal);
    private readonly Stack<SeriesShare> _unusedSeries = new();
    private readonly Stack<ServiceShare> _unusedServices = new();

    // Shares of the frame at hand, by the place of the series or of the service in its tables.
    private SeriesShare?[] _seriesByPlace = [];
    private ServiceShare?[] _servicesByPlace = [];
    private EventBatch _frame = null!;
    private EncodedEvents _events = null!;

    /// <summary>Forgets the delivery.</summary>
    public void Clear()
    {
        foreach (var share in _series.Values)
        {
            if (_unusedSeries.Count == MostUnused || !share.IsSmall)
            {
                continue;
            }

            share.End();
            _unusedSeries.Push(share);
        }

        foreach (var share in _services.Values)
        {
            if (_unusedServices.Count == MostUnused || share.Capacity > MostRoom)
            {
                continue;
            }

            share.Clear();
            _unusedServices.Push(share);
        }

        _series.Clear();
        _services.Clear();
        (_frame, _events) = (null!, null!);
    }

    /// <summary>Goes over to a frame.</summary>
    public void Begin(EventBatch frame, EncodedEvents events)
    {
        (_frame, _events) = (frame, events);
        Reset(ref _seriesByPlace, events.Series.Length);
        Reset(ref _servicesByPlace, events.TextCount);
    }

    /// <summary>Adds an event of the frame.</summary>
    public void Add(int index)
    {
        var (kind, key, time, offset) = (_events.KindOf(index), _events.KeyOf(index), _events.TimeOf(index), _frame.FirstOffset + index);
        switch (kind)
        {
            case EventKind.Metric:
                var share = _seriesByPlace[key] ??= ShareOf(_events.Series[key]);
                share.Add(time, _events.ValueOf(index), _events.Series[key].Unit, offset, _frame.ReceivedAt);
                share.Service.AddSample(_frame, time);
                break;
            case EventKind.Log:
                ServiceAt(key).AddLog(_frame, offset, time, _events.LevelOf(index), _events.MessageOf(index));
                break;
            default:
                ServiceAt(key).AddDomainEvent(_frame);
                break;
        }
    }

    public List<SeriesBatch> ToSeries(long firstOffset, long lastOffset)
    {
        var batches = new List<SeriesBatch>(_series.Count);
        foreach (var share in _series.Values)
        {
            batches.Add(share.ToBatch(firstOffset, lastOffset));
        }

        return batches;
    }

    public Dictionary<string, ServiceBatch> ToServices(string source)
    {
        var batches = new Dictionary<string, ServiceBatch>(_services.Count, StringComparer.Ordinal);
        foreach (var (service, share) in _services)
        {
            batches.Add(service, share.ToBatch(source));
        }

        return batches;
    }

    private ServiceShare ServiceAt(int place) => _servicesByPlace[place] ??= ShareOf(_events.TextAt(place));

    private ServiceShare ShareOf(string service)
    {
        if (!_services.TryGetValue(service, out var share))
        {
            _services.Add(service, share = _unusedServices.TryPop(out var unused) ? unused : new ServiceShare());
        }

        return share;
    }

    private SeriesShare ShareOf(PooledSeries series)
    {
        if (!_series.TryGetValue(series, out var share))
        {
            _series.Add(series, share = _unusedSeries.TryPop(out var unused) ? unused : new SeriesShare());
            share.Begin(series, ShareOf(series.Service));
            share.Service.AddSeries(share);
        }

        return share;
    }

    private static void Reset<T>(ref T?[] places, int count)
    {
        if (places.Length < count)
        {
            places = new T?[Math.Max(64, count)];
        }
        else
        {
            Array.Clear(places, 0, count);
        }
    }

    /// <summary>By id alone: of one series with two units there is one grain.</summary>
    private sealed class SeriesComparer : IEqualityComparer<PooledSeries>
    {
        public static readonly SeriesComparer Instance = new();

        public bool Equals(PooledSeries? x, PooledSeries? y) => ReferenceEquals(x, y) || x!.Series == y!.Series;

        public int GetHashCode(PooledSeries series) => (int)series.Hash;
    }
}
