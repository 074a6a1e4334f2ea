namespace EventFlow.Dashboard.Preview;

/// <summary>Answers out of <see cref="PreviewWorld"/>.</summary>
public sealed class PreviewQueries(PreviewWorld world, PreviewAlerts alerts) : IMonitoringQueries
{
    public ValueTask<IReadOnlyList<ServiceStatus>> GetServices(CancellationToken cancellationToken = default)
    {
        world.Check("the service catalog");
        if (world.IsEmpty) return new([]);
        return new([.. PreviewWorld.Services.Append(PreviewWorld.Recorded).Select(s => Status(s)).OrderByDescending(s => s.Health == ServiceHealth.Critical).ThenByDescending(s => s.Health == ServiceHealth.Degraded).ThenBy(s => s.Service)]);
    }

    public ValueTask<ServiceStatus?> GetService(string service, CancellationToken cancellationToken = default)
    {
        world.Check("the service");
        return new(Known(service) ? Status(service) : null);
    }

    public ValueTask<IReadOnlyList<SeriesInfo>?> GetSeries(string service, CancellationToken cancellationToken = default)
    {
        world.Check("the series of the service");
        return new(Known(service) ? [.. Series(service)] : null);
    }

    public ValueTask<IReadOnlyList<LogPatternInfo>?> GetPatterns(string service, CancellationToken cancellationToken = default)
    {
        world.Check("the log patterns");
        return new(Known(service) ? PreviewPatterns.Of(world.Now) : null);
    }

    public ValueTask<Page<SeriesInfo>> GetLatest(string? service, string? metric, int offset, int limit, CancellationToken cancellationToken = default)
    {
        world.Check("the latest samples");
        var all = world.IsEmpty ? [] : PreviewWorld.Services.Append(PreviewWorld.Recorded).Where(s => service is null || s == service).SelectMany(Series).Where(s => metric is null || s.Metric == metric).ToList();
        return new(new Page<SeriesInfo>([.. all.Skip(offset).Take(limit)], all.Count, offset, limit));
    }

    public async ValueTask<SeriesData> GetSeriesData(SeriesId series, SeriesRange range, CancellationToken cancellationToken = default)
    {
        world.Check("the history of the series");
        await Task.Yield();
        var parts = series.Parse();
        var recorded = parts.Service == PreviewWorld.Recorded;
        var beat = recorded ? 300_000 : PreviewWorld.Beat;
        var step = beat;
        while ((range.To - range.From) / step > range.MaxPoints) step = step < 60_000 ? 60_000 : step < 300_000 ? 300_000 : step * 2;
        var metric = recorded ? null : PreviewWorld.MetricsOf(parts.Service).First(m => m.Name == parts.Metric && m.Labels.Equals(parts.Labels));
        var points = new List<SeriesPoint>();
        var end = Math.Min(range.To, recorded ? PreviewWorld.RecordedEnd + 1 : world.Now);
        for (var t = range.From / step * step; t < end; t += step)
        {
            if (t < range.From) continue;
            if (step == beat)
            {
                var v = recorded ? PreviewWorld.RecordedValue(t) : world.Value(parts.Service, metric!, t);
                points.Add(new(t, v, v, v, 1));
                continue;
            }
            double sum = 0, low = double.MaxValue, high = double.MinValue;
            for (var i = 0; i < 6; i++)
            {
                var at = t + step / 6 * i;
                var v = recorded ? PreviewWorld.RecordedValue(at) : world.Value(parts.Service, metric!, at);
                sum += v;
                low = Math.Min(low, v);
                high = Math.Max(high, v);
            }
            points.Add(new(t, sum / 6, low, high, step / beat));
        }
        return new(series, recorded ? "percent" : metric!.Unit, step == beat ? 0 : step, step == beat ? "memory" : "rollup-1m", points, Markers(parts, metric, range), Thresholds(parts.Metric));
    }

    public ValueTask<IReadOnlyList<LogLine>> GetLogs(LogQuery query, CancellationToken cancellationToken = default)
    {
        world.Check("the log");
        var lines = new List<LogLine>();
        var to = Math.Min(query.To, world.Now);
        for (var t = to / 3000 * 3000; t >= Math.Max(query.From, to - 3_600_000) && lines.Count < query.Limit; t -= 3000)
        {
            foreach (var service in PreviewWorld.Services)
            {
                if (query.Service is not null && query.Service != service) continue;
                var line = Line(service, t);
                if (line.Level < query.MinLevel || (query.Text is { Length: > 0 } text && !line.Message.Contains(text, StringComparison.OrdinalIgnoreCase))) continue;
                lines.Add(new(t / 3000, 0, t + 40, line));
            }
        }
        return new(lines);
    }

    public ValueTask<DashboardStats> GetStats(CancellationToken cancellationToken = default)
    {
        world.Check("the service catalog");
        var all = world.IsEmpty ? [] : PreviewWorld.Services.Select(Status).ToList();
        var open = alerts.Open().ToList();
        var cpu = all.MaxBy(s => s.Cpu);
        var memory = all.MaxBy(s => s.Memory);
        return new(new DashboardStats(world.Now, all.Count, all.Count(s => s.Health == ServiceHealth.Healthy), open.Count(a => a.State == AlertState.Firing), open.Count(a => a.Severity == Severity.Critical),
            open.Count(a => a.State == AlertState.Acknowledged), all.Sum(s => s.RequestRate ?? 0), all.Count == 0 ? null : all.Average(s => s.ErrorRate), all.Count == 0 ? null : all.Average(s => s.LatencyMs),
            cpu?.Cpu, cpu?.Service, memory?.Memory, memory?.Service, 37.4, world.IsEmpty ? 0 : 7.7, all.Count * 8, 2));
    }

    public ServiceStatus Status(string service)
    {
        var now = world.Now;
        if (service == PreviewWorld.Recorded) return new(service, ServiceHealth.Unknown, now - 900_000, now - 600_000, 0.34, null, null, null, PreviewWorld.RecordedValue(PreviewWorld.RecordedEnd), null, null, 0, 0, 1, 4032, 0);
        var m = PreviewWorld.MetricsOf(service);
        var at = now / PreviewWorld.Beat * PreviewWorld.Beat;
        double V(int i) => world.Value(service, m[i], at);
        var firing = alerts.Open().Where(a => a.Service == service).ToList();
        var health = firing.Any(a => a.Severity == Severity.Critical) ? ServiceHealth.Critical : firing.Count > 0 ? ServiceHealth.Degraded : ServiceHealth.Healthy;
        return new(service, health, now - 86_400_000 * 3L, at, service == "notification" ? 0.9985 : 1, V(0), V(1), V(2), V(3), V(4), V(5), world.Illness(service, at) * 40, firing.Count, m.Count, 414_720, 28_800);
    }

    public IEnumerable<SeriesInfo> Series(string service)
    {
        var at = world.Now / PreviewWorld.Beat * PreviewWorld.Beat;
        if (service == PreviewWorld.Recorded)
            return [new(SeriesId.Create(service, "cpu_percent", LabelSet.Empty), service, "cpu_percent", LabelSet.Empty, "percent", PreviewWorld.RecordedValue(PreviewWorld.RecordedEnd), PreviewWorld.RecordedEnd, world.Now - 600_000)];
        return PreviewWorld.MetricsOf(service).Select(m => new SeriesInfo(PreviewWorld.Id(service, m), service, m.Name, m.Labels, m.Unit, world.Value(service, m, at), at, at + 30));
    }

    private bool Known(string service) => !world.IsEmpty && (service == PreviewWorld.Recorded || PreviewWorld.Services.Contains(service));

    private List<SeriesMarker> Markers(SeriesParts parts, PreviewMetric? metric, SeriesRange range)
    {
        var markers = new List<SeriesMarker>();
        if (metric is null || parts.Service is not ("payments" or "orders") || parts.Metric is not ("latency_ms" or "error_rate_percent" or "cpu_percent")) return markers;
        for (var at = world.LastIncident(parts.Service, Math.Min(range.To, world.Now)); at > range.From && markers.Count < 60; at = world.LastIncident(parts.Service, at - 1))
        {
            var t = (at + 20_000) / PreviewWorld.Beat * PreviewWorld.Beat;
            if (t < Math.Min(range.To, world.Now)) markers.Add(new(t, world.Value(parts.Service, metric, t), metric.Level, "latency-anomaly", "Latency far from usual", Severity.Warning));
        }
        return markers;
    }

    private static IReadOnlyList<SeriesThreshold> Thresholds(string metric) => metric switch
    {
        "latency_ms" => [new("latency-high", "Latency high", Severity.Critical, 500)],
        "error_rate_percent" => [new("errors-high", "Error rate high", Severity.Warning, 5)],
        "cpu_percent" => [new("cpu-high", "CPU saturated", Severity.Critical, 90), new("cpu-warm", "CPU busy", Severity.Warning, 75)],
        _ => [],
    };

    private LogEvent Line(string service, long at)
    {
        var ill = world.Illness(service, at);
        var pick = (int)(at / 3000 % 7);
        var (level, message) = ill > 0.3 && pick % 2 == 0
            ? (LogSeverity.Error, $"gateway timeout after {3000 + pick * 211} ms; order 4{pick}81{pick} not charged")
            : pick switch
            {
                0 => (LogSeverity.Info, $"handled POST /{service} in {31 + pick * 7} ms"),
                1 => (LogSeverity.Debug, "cache refreshed, 214 entries"),
                2 => (LogSeverity.Info, $"handled GET /{service}/{at / 3000 % 9973} in {12 + pick} ms"),
                3 => (LogSeverity.Warn, "connection pool at 84 %, limit 100"),
                _ => (LogSeverity.Info, $"batch of {20 + pick} messages done"),
            };
        return new(at, service, null, LabelSet.Of(("caller", $"{service}.Handlers.Process:{40 + pick}"), ("host", $"{service}-{pick % 3}"), ("region", "eu-west")), level, message, pick == 0 ? $"4bf92f3577b34da6a3ce929d0e0e{pick}736" : null);
    }
}
