namespace EventFlow.Silo.Tests;

/// <summary>One open incident over two services.</summary>
internal sealed class FakeIncidents : IIncidentQueries
{
    private static readonly IncidentInfo Open = new("18c-0123456789abcdef", 1_000, null, Severity.Critical, "Began in payments: latency_ms 00:00:01, then orders 00:00:31 (UTC)",
    [
        new("payments", 1_000, [], [new("0123456789abcdef", "latency_ms", "Latency anomaly", FakeMonitoring.Series, Severity.Critical, 1_000, null, 12, "latency_ms 812 ms")]),
        new("orders", 31_000, ["payments"], [new("123456789abcdef0", "latency_ms", "Latency anomaly", null, Severity.Warning, 31_000, null, 9, "latency_ms 1304 ms")]),
    ]);

    public ValueTask<Page<IncidentInfo>> List(string? service, bool? open, int offset, int limit) =>
        new(open == false || service is not (null or "payments" or "orders") ? new Page<IncidentInfo>([], 0, offset, limit) : new Page<IncidentInfo>([Open], 1, offset, limit));

    public ValueTask<IncidentInfo?> Get(string id) => new(id == Open.Id ? Open : null);
}
