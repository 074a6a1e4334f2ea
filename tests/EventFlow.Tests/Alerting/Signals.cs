using EventFlow.Alerting;

namespace EventFlow.Tests.Alerting;

/// <summary>Makes signals for tests.</summary>
internal static class Signals
{
    public static readonly LabelSet Payments = LabelsOf("latency", "payments");

    public static LabelSet LabelsOf(string name, string service, string type = "degradation", string severity = "warning") =>
        LabelSet.Of(("alertname", name), ("service", service), ("type", type), ("severity", severity), ("metric", "latency_ms"));

    public static AlertSignal Of(AlertSignalKind kind, long time, LabelSet? labels = null, Severity severity = Severity.Warning, double? value = null, string summary = "latency is high")
    {
        labels ??= Payments;
        return new(
            Fingerprint.Of(labels["alertname"]!, labels), kind, time, labels["alertname"]!, severity, labels, LabelSet.Of(("runbook_url", "https://runbooks/latency")), summary,
            SeriesId.Create(labels["service"]!, "latency_ms", LabelSet.Empty), value, null, null, null, null, time);
    }

    public static AlertRecord Apply(this AlertRecord alert, params ReadOnlySpan<AlertSignal> signals)
    {
        foreach (var signal in signals) AlertMachine.Apply(alert, signal, signal.Time + 1_000_000);
        return alert;
    }
}
