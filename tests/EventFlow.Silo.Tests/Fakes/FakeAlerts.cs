namespace EventFlow.Silo.Tests;

/// <summary>One alert that can be acknowledged once.</summary>
internal sealed class FakeAlerts : IAlertService
{
    public const string Known = "0123456789abcdef";

    public static readonly AlertSummary Alert = new(
        Known, "slow", "Slow", "payments", "latency_ms", Severity.Critical, AlertState.Firing, "Latency is 900 ms.", LabelSet.Empty, null, 1_000, null, 1_001, 900, null, null, "", 1, 1);

    public AlertQuery? LastQuery { get; private set; }

    public (string Who, string Comment)? Acknowledged { get; private set; }

    public ValueTask<Page<AlertSummary>> Query(AlertQuery query)
    {
        LastQuery = query;
        return new(new Page<AlertSummary>([Alert], 1, query.Offset, query.Limit));
    }

    public ValueTask<AlertDetail?> Get(string id) => new(id == Known ? Detail() : null);

    public ValueTask<Outcome<AlertDetail>> Acknowledge(string id, string who, string comment, long? until = null)
    {
        if (id != Known) return new(Outcome<AlertDetail>.NotFound($"There is no alert '{id}'."));
        if (Acknowledged is not null) return new(Outcome<AlertDetail>.Conflict("The alert is acknowledged already."));
        Acknowledged = (who, comment);
        return new(Outcome<AlertDetail>.Done(Detail()));
    }

    public ValueTask<Outcome<AlertDetail>> Unacknowledge(string id, string who, string comment) => new(Outcome<AlertDetail>.Done(Detail()));

    public ValueTask<Outcome<AlertDetail>> Resolve(string id, string who, string comment) => new(Outcome<AlertDetail>.Done(Detail()));

    private static AlertDetail Detail() => new(Alert, LabelSet.Empty, null, null, null, null, [], []);
}
