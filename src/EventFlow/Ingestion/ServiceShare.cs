namespace EventFlow.Ingestion;

/// <summary>What one frame holds of one service, as it collects.</summary>
internal sealed class ServiceShare
{
    private readonly Dictionary<SeriesId, MetricEvent> _latest = [];
    private readonly List<LogEvent> _logs = [];
    private readonly List<long> _logOffsets = [];
    private long _samples;
    private int _domainEvents;

    public void Add(TelemetryEvent item, long offset)
    {
        switch (item)
        {
            case MetricEvent sample:
                _samples++;
                if (!_latest.TryGetValue(sample.Series, out var known) || sample.Timestamp >= known.Timestamp)
                {
                    _latest[sample.Series] = sample;
                }

                break;
            case LogEvent log:
                _logs.Add(log);
                _logOffsets.Add(offset);
                break;
            default:
                _domainEvents++;
                break;
        }
    }

    public ServiceBatch ToBatch(string source, EventBatch frame) => new(
        source, frame.FirstOffset, frame.LastOffset, frame.ReceivedAt, _samples,
        [.. _latest.Values.Select(s => new SeriesInfo(s.Series, s.Service, s.Metric, s.Labels, s.Unit, s.Value, s.Timestamp, frame.ReceivedAt))], _logs, _logOffsets, _domainEvents);
}
