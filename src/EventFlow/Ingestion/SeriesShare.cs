using EventFlow.EventStore;

namespace EventFlow.Ingestion;

/// <summary>The samples of one series in the frames of a delivery, as they collect; used again for another series. What it gives away is a copy of just the right size.</summary>
internal sealed class SeriesShare
{
    private const int MostRoom = 64;

    private PooledSeries _series = null!;
    private long[] _offsets = new long[1];
    private long[] _times = new long[1];
    private double[] _values = new double[1];
    private int _count;
    private string? _unit;
    private long _receivedAt;
    private int _latest;
    private long _latestReceived;
    private string? _latestUnit;

    public ServiceShare Service { get; private set; } = null!;

    /// <summary>Whether it is worth keeping for another series: few have so many samples in a delivery.</summary>
    public bool IsSmall => _offsets.Length <= MostRoom;

    /// <summary>The sample of the latest event time; of equal ones the last.</summary>
    public SeriesInfo Latest => new(_series.Series, _series.Service, _series.Metric, _series.Labels, _latestUnit, _values[_latest], _times[_latest], _latestReceived);

    /// <summary>Holds nothing, and goes over to a series.</summary>
    public void Begin(PooledSeries series, ServiceShare service) => (_series, Service, _count, _unit, _latestUnit) = (series, service, 0, null, null);

    /// <summary>Forgets whose it was.</summary>
    public void End() => (_series, Service) = (null!, null!);

    public void Add(long time, double value, string? unit, long offset, long receivedAt)
    {
        if (_count == _offsets.Length)
        {
            Grow();
        }

        (_offsets[_count], _times[_count], _values[_count]) = (offset, time, value);
        if (_count == 0 || time >= _times[_latest])
        {
            (_latest, _latestReceived, _latestUnit) = (_count, receivedAt, unit);
        }

        _count++;
        _unit = unit ?? _unit;
        _receivedAt = receivedAt;
    }

    public SeriesBatch ToBatch(long firstOffset, long lastOffset) =>
        new(_series.Series, _unit, firstOffset, lastOffset, _receivedAt, _offsets[.._count], _times[.._count], _values[.._count]);

    private void Grow()
    {
        Array.Resize(ref _offsets, _count * 4);
        Array.Resize(ref _times, _count * 4);
        Array.Resize(ref _values, _count * 4);
    }
}
