using System.Diagnostics.Metrics;

namespace EventFlow.Silo;

/// <summary>How far the streams of the log are processed, and how large they are. What goes in and comes out is counted by ingestion.</summary>
internal sealed partial class StreamInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EventFlow.Streams";

    // Observation is synchronous and grains are not: the figures are taken just before a scrape.
    private readonly StreamMonitor _monitor;
    private readonly ILogger<StreamInstruments> _logger;
    private volatile IReadOnlyList<StreamStatus> _last = [];

    public StreamInstruments(IMeterFactory meters, StreamMonitor monitor, ILogger<StreamInstruments> logger)
    {
        _monitor = monitor;
        _logger = logger;
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("stream.lag", () => Measure(static s => s.Lag), "{event}", "Events of a partition that wait to be processed.");
        meter.CreateObservableGauge("stream.size", () => Measure(static s => s.Bytes), "By", "Size of a partition on disk.");
    }

    /// <summary>Takes the figures for the scrape that follows. While the log or a grain does not answer, the last ones stand.</summary>
    public async Task Refresh()
    {
        try { _last = await _monitor.Get(); }
        catch (Exception e) { LogFailed(_logger, e); }
    }

    private IEnumerable<Measurement<long>> Measure(Func<StreamStatus, long> figure) => _last.Select(s => new Measurement<long>(
        figure(s), new KeyValuePair<string, object?>("stream", s.Stream), new KeyValuePair<string, object?>("partition", s.Partition)));

    [LoggerMessage(6302, LogLevel.Warning, "Could not read the streams for /metrics; their last figures stand")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
