using System.Globalization;
using System.Text;

namespace EventFlow.Notifications.Templates;

/// <summary>The text of a message when no template words it, or when the template failed.</summary>
internal static class BuiltInText
{
    private const int MaxAlerts = 10;
    private const int MaxText = 500;

    /// <summary>Labels that the title or the line itself says already.</summary>
    private static readonly string[] Said = ["alertname", "severity", "service", "type"];

    public static string Title(Notification notification)
    {
        var names = notification.Alerts.Select(MessageWords.NameOf).Distinct(StringComparer.Ordinal).ToList();
        var what = names.Count switch { 0 => notification.GroupKey, 1 => names[0], 2 => $"{names[0]} and {names[1]}", _ => $"{names[0]} and {names.Count - 1} more" };
        var count = notification.Alerts.Count + notification.TruncatedAlerts;
        var status = MessageWords.IsAllOver(notification) ? "Resolved" : Sentence(MessageWords.Of(MessageWords.Highest(notification)));
        var service = notification.GroupLabels[SeriesId.ServiceLabel] ?? CommonLabels.Of(notification.Alerts, static a => a.Labels)[SeriesId.ServiceLabel];
        return TextLimits.Cut($"{status}{(count > 1 ? $" ({TextLimits.Count(count)})" : "")}: {what}{(string.IsNullOrEmpty(service) ? "" : $" · {service}")}", 250);
    }

    public static string Body(Notification notification, string externalUrl, DateTimeOffset now)
    {
        var text = new StringBuilder();
        if (notification.StandsInFor is { } other) text.Append(CultureInfo.InvariantCulture, $"Sent here because channel {other} cannot deliver.\n");
        if (notification.For is { } step && notification.Status != "resolved") text.Append(CultureInfo.InvariantCulture, $"{Sentence(step)}: nobody has acknowledged this yet.\n");
        if (notification.Incident is { Length: > 0 } incident) text.Append(TextLimits.Cut(incident, MaxText)).Append("\n\n");
        foreach (var alert in notification.Alerts.Take(MaxAlerts)) Append(text, alert, notification.Alerts.Count > 1, externalUrl, now);
        var more = notification.Alerts.Count - MaxAlerts + notification.TruncatedAlerts;
        if (more > 0) text.Append(CultureInfo.InvariantCulture, $"… and {TextLimits.Count(more)} more: {externalUrl}/alerts\n");
        return text.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, AlertNotice alert, bool named, string externalUrl, DateTimeOffset now)
    {
        var (start, isOver) = (DateTimeOffset.FromUnixTimeMilliseconds(alert.StartsAt), alert.State == AlertState.Resolved);
        var end = alert.EndsAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : now;
        if (named) text.Append(CultureInfo.InvariantCulture, $"{(isOver ? "resolved" : MessageWords.Of(alert.Severity))}: {MessageWords.NameOf(alert)}\n");
        if (alert.Annotations["summary"] is { Length: > 0 } summary) text.Append(TextLimits.Cut(summary, MaxText)).Append('\n');
        if (alert.Annotations["description"] is { Length: > 0 } description) text.Append(TextLimits.Cut(description, MaxText)).Append('\n');
        if (alert.Annotations["note"] is { Length: > 0 } note) text.Append(TextLimits.Cut(note, MaxText)).Append('\n');
        var labels = string.Join(", ", alert.Labels.Pairs.Where(static p => !Said.Contains(p.Key)).Select(static p => $"{p.Key}={p.Value}"));
        if (labels.Length > 0) text.Append(TextLimits.Cut(labels, MaxText)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"since {start:yyyy-MM-dd HH:mm:ss} UTC");
        if (isOver) text.Append(CultureInfo.InvariantCulture, $", over after {TemplateValues.Span(end - start)}");
        text.Append('\n');
        if (alert.Annotations["runbook_url"] is { Length: > 0 } runbook) text.Append(TextLimits.Cut(runbook, MaxText)).Append('\n');
        text.Append(MessageWords.LinkOf(alert, externalUrl)).Append('\n');
        if (named) text.Append('\n');
    }

    private static string Sentence(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
