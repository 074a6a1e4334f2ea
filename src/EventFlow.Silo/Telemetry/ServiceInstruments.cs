using System.Diagnostics.Metrics;

namespace EventFlow.Silo;

/// <summary>
/// <c>service_requests_total</c>, <c>service_errors_total</c> and <c>service_latency_seconds</c>: for this silo (<c>service="eventflow"</c>) what it
/// answers itself; for each monitored service what follows from the rates and latencies it reports, integrated over time.
/// </summary>
internal sealed class ServiceInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EventFlow.Services.Observed";

    /// <summary>What this platform calls itself among the services.</summary>
    public const string OwnService = "eventflow";

    private static readonly KeyValuePair<string, object?> Own = new("service", OwnService);

    private readonly Counter<double> _requests;
    private readonly Counter<double> _errors;
    private readonly Histogram<double> _latency;

    public ServiceInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<double>("service.requests", "{request}", "Requests a service has answered: counted for eventflow itself, integrated from the reported rate for monitored services.");
        _errors = meter.CreateCounter<double>("service.errors", "{request}", "Requests a service has failed: counted for eventflow itself, integrated from the reported error rate for monitored services.");
        _latency = meter.CreateHistogram<double>("service.latency", "s", "Latency of a service: of each request for eventflow itself, of each reported sample for monitored services.");
        _errors.Add(0, Own);
    }

    /// <summary>Counts a request to this silo.</summary>
    public void RecordOwnRequest(TimeSpan elapsed, bool isError)
    {
        _requests.Add(1, Own);
        if (isError) _errors.Add(1, Own);
        _latency.Record(elapsed.TotalSeconds, Own);
    }

    /// <summary>Counts what a monitored service reported over a stretch of time.</summary>
    public void RecordReported(ServiceStatus status, TimeSpan over)
    {
        var service = new KeyValuePair<string, object?>("service", status.Service);
        var requests = Math.Max(0, status.RequestRate ?? 0) * over.TotalSeconds;
        _requests.Add(requests, service);
        _errors.Add(requests * Math.Clamp(status.ErrorRate ?? 0, 0, 100) / 100, service);
        if (status.LatencyMs is { } latency and >= 0) _latency.Record(latency / 1_000, service);
    }
}
