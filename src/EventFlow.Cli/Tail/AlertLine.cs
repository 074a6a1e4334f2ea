using System.Text.Json;

namespace EventFlow.Cli.Tail;

/// <summary>What the terminal shows of an alert. Unknown words are shown as they are: a newer silo must not break an older client.</summary>
internal sealed record AlertLine(
    string Id, string State, string SeverityText, string Service, string Name, string Summary, long EventTime, long UpdatedAt, long Version, string? AcknowledgedBy, string? Comment)
{
    public const string Pending = "pending";
    public const string Resolved = "resolved";

    /// <summary>The data speak of another time than now: a recording.</summary>
    public bool IsOfRecording => EventTime > 0 && UpdatedAt - EventTime > TimeSpan.FromHours(1).TotalMilliseconds && (State is "firing" or Resolved);

    /// <summary>The severity as a value.</summary>
    public AlertSeverity Severity => Enum.TryParse<AlertSeverity>(SeverityText, ignoreCase: true, out var severity) ? severity : AlertSeverity.None;

    public static AlertLine Read(JsonElement alert) => new(
        Text(alert, "id") ?? "", Text(alert, "state") ?? "", Text(alert, "severity") ?? "", Text(alert, "service") ?? "", Text(alert, "name") ?? "",
        Text(alert, "summary") ?? "", Math.Max(Number(alert, "startsAt"), Number(alert, "endsAt")), Number(alert, "updatedAt"), Number(alert, "version"), Text(alert, "acknowledgedBy"), Text(alert, "acknowledgeComment"));

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
