namespace EventFlow.Tests.Monitoring;

/// <summary>Batches as ingestion hands them on.</summary>
internal static class Feed
{
    public static readonly SeriesId Cpu = SeriesId.Create("payments", "cpu_percent", LabelSet.Empty);

    public static SeriesBatch Series(SeriesId series, long firstOffset, long time, params double[] values)
    {
        var offsets = Enumerable.Range(0, values.Length).Select(i => firstOffset + i).ToArray();
        return new(series, "percent", offsets[0], offsets[^1], time, offsets, [.. offsets.Select((_, i) => time + i)], values);
    }

    public static ServiceBatch Samples(string service, long offset, long time, params (string Metric, double Value)[] samples) => new(
        "service-metrics-0", [new(offset, offset, time, samples.Length, time, 0, 0)],
        [.. samples.Select(s => new SeriesInfo(SeriesId.Create(service, s.Metric, LabelSet.Empty), service, s.Metric, LabelSet.Empty, null, s.Value, time, time))], [], [], []);

    public static MetricEvent Metric(string service, string metric, long time, double value) =>
        new(time, service, null, LabelSet.Empty, metric, value, null, LabelSet.Empty, SeriesId.Create(service, metric, LabelSet.Empty));

    public static LogEvent Log(string service, long time, LogSeverity level, string message) => new(time, service, null, LabelSet.Empty, level, message, null);
}
