namespace EventFlow.Ingestion;

/// <summary>The samples of one series in frames, as they collect.</summary>
internal sealed class SeriesShare(SeriesId series)
{
    private readonly List<long> _offsets = [];
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];
    private string? _unit;
    private long _receivedAt;

    public void Add(MetricEvent sample, long offset, long receivedAt)
    {
        _offsets.Add(offset);
        _times.Add(sample.Timestamp);
        _values.Add(sample.Value);
        _unit = sample.Unit ?? _unit;
        _receivedAt = receivedAt;
    }

    public SeriesBatch ToBatch(long firstOffset, long lastOffset) => new(series, _unit, firstOffset, lastOffset, _receivedAt, [.. _offsets], [.. _times], [.. _values]);
}
