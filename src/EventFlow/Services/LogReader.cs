using Microsoft.Extensions.Options;

namespace EventFlow.Services;

/// <summary>Answers questions from the stored events: log records newest first, and samples of a series beyond what memory holds. Thread safe.</summary>
internal sealed class LogReader(IEventLog log, IOptions<ServiceOptions> options)
{
    private const long FirstSliceMs = 60_000;
    private const int SliceGrowth = 4;

    /// <summary>Log records that match, newest first. Walks back in slices of time that grow, so that the newest cost little whatever the span.</summary>
    public async ValueTask<IReadOnlyList<LogLine>> GetLogs(LogQuery query, CancellationToken cancellationToken)
    {
        var found = new List<LogLine>();
        var budget = options.Value.EventsPerQuery;
        var slice = FirstSliceMs;
        for (var to = query.To; to > query.From && found.Count < query.Limit && budget > 0; slice *= SliceGrowth)
        {
            var from = Math.Max(query.From, to - slice);
            var part = new List<LogLine>();
            foreach (var partition in Partitions(StreamNames.Logs, query.Service))
                if (budget > 0) budget -= await ReadSlice(query, partition, from, to, part, budget, cancellationToken);
            found.AddRange(part.OrderByDescending(static l => l.Event.Timestamp).ThenByDescending(static l => l.Offset).Take(query.Limit - found.Count));
            to = from;
        }

        return found;
    }

    /// <summary>Samples of a series in a span, joined into at most so many points; 0 as step when they are as they were.</summary>
    public async ValueTask<(long Step, IReadOnlyList<SeriesPoint> Points)> GetPoints(SeriesId series, SeriesRange range, CancellationToken cancellationToken)
    {
        var collector = new PointCollector(range);
        var budget = options.Value.EventsPerQuery;
        foreach (var partition in Partitions(StreamNames.Metrics, series.Value))
        {
            await foreach (var batch in log.ReadByTime(StreamNames.Metrics, partition, range.From, range.To, cancellationToken))
            {
                foreach (var telemetry in batch.Events)
                    if (telemetry is MetricEvent metric && metric.Series == series) collector.Add(metric.Timestamp, metric.Value);
                if ((budget -= batch.Events.Count) <= 0) break;
            }
        }

        return collector.Finish();
    }

    private async ValueTask<int> ReadSlice(LogQuery query, int partition, long from, long to, List<LogLine> found, int budget, CancellationToken cancellationToken)
    {
        var read = 0;
        await foreach (var batch in log.ReadByTime(StreamNames.Logs, partition, from, to, cancellationToken))
        {
            for (var i = 0; i < batch.Events.Count; i++)
                if (batch.Events[i] is LogEvent record && record.Timestamp >= from && record.Timestamp < to && Matches(query, record))
                    found.Add(new(batch.FirstOffset + i, partition, batch.ReceivedAt, record));
            read += batch.Events.Count;
            if (found.Count > query.Limit * 4) Trim(found, query.Limit);
            if (read >= budget) break;
        }

        // Even an empty slice counts: a span of years without records must end.
        return read + 1;
    }

    // Slices hold more than is asked for when a service is busy; only the newest can be among the answers.
    private static void Trim(List<LogLine> found, int limit)
    {
        found.Sort(static (a, b) => b.Event.Timestamp.CompareTo(a.Event.Timestamp));
        found.RemoveRange(limit, found.Count - limit);
    }

    private static bool Matches(LogQuery query, LogEvent record) =>
        record.Level >= query.MinLevel
        && (query.Service is null || record.Service == query.Service)
        && (string.IsNullOrEmpty(query.TraceId) || string.Equals(record.TraceId, query.TraceId, StringComparison.OrdinalIgnoreCase))
        && (string.IsNullOrEmpty(query.Text) || record.Message.Contains(query.Text, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<int> Partitions(string stream, string? key)
    {
        var known = log.Streams.FirstOrDefault(s => s.Name == stream);
        return known is null ? [] : key is null ? Enumerable.Range(0, known.Partitions) : known.PartitionsOf(key);
    }
}
