using EventFlow.EventStore;

namespace EventFlow.Ingestion;

/// <summary>The samples of one series in the frames of a delivery, as they collect.</summary>
internal sealed class SeriesShare(PooledSeries series)
{
    // Mostly there is one sample, and then the arrays are the batch's own.
    private long[] _offsets = new long[1];
    private long[] _times = new long[1];
    private double[] _values = new double[1];
    private int _count;
    private string? _unit;
    private long _receivedAt;
    private int _latest;
    private long _latestReceived;
    private string? _latestUnit;

    public ServiceShare Service { get; init; } = null!;

    /// <summary>The sample of the latest event time; of equal ones the last.</summary>
    public SeriesInfo Latest => new(series.Series, series.Service, series.Metric, series.Labels, _latestUnit, _values[_latest], _times[_latest], _latestReceived);

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

    public SeriesBatch ToBatch(long firstOffset, long lastOffset)
    {
        Array.Resize(ref _offsets, _count);
        Array.Resize(ref _times, _count);
        Array.Resize(ref _values, _count);
        return new(series.Series, _unit, firstOffset, lastOffset, _receivedAt, _offsets, _times, _values);
    }

    private void Grow()
    {
        Array.Resize(ref _offsets, _count * 4);
        Array.Resize(ref _times, _count * 4);
        Array.Resize(ref _values, _count * 4);
    }
}
