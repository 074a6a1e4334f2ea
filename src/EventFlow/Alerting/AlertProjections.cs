namespace EventFlow.Alerting;

/// <summary>The forms in which others see an alert.</summary>
internal static class AlertProjections
{
    public static AlertSummary ToSummary(this AlertRecord alert) => new(
        alert.Fingerprint, alert.RuleId, alert.Labels["alertname"] ?? alert.RuleId, alert.Service(), alert.Labels["metric"], alert.Severity, alert.State, alert.Summary,
        alert.Labels, alert.Series, alert.PendingSince ?? alert.StartsAt, alert.PendingSince is null ? alert.EndsAt : null, alert.UpdatedAt, alert.Value,
        alert.AcknowledgedBy, alert.AcknowledgeComment, alert.Action, alert.Episode, alert.Version)
    {
        Annotations = alert.Annotations,
        Holds = alert.SilencedBy.Count == 0 && alert.InhibitedBy.Count == 0 ? AlertHolds.None : new([.. alert.SilencedBy], [.. alert.InhibitedBy]),
        AcknowledgedAt = alert.AcknowledgedAt,
        AcknowledgedUntil = alert.AcknowledgedUntil,
        GeneratorUrl = alert.GeneratorUrl,
        ExpiresAt = alert.ExpiresAt,
        BeganAt = alert.PendingSince ?? alert.BeganAt,
        Score = alert.Score,
    };

    public static AlertDetail ToDetail(this AlertRecord alert) => new(
        alert.ToSummary(), alert.Annotations, alert.Expected, alert.Lower, alert.Upper, alert.Score, [.. alert.History], [.. alert.Deliveries])
    {
        Groups = [.. alert.Groups.Select(static g => g.Key)],
    };

    public static AlertNotice ToNotice(this AlertRecord alert) => new(
        alert.Fingerprint, alert.Episode, alert.Version, alert.State, alert.Severity, alert.Labels, Notes(alert.Annotations, alert.Summary), alert.StartsAt, alert.EndsAt, alert.ReceivedAt);

    public static AlertNotice ToNotice(this AlertDetail detail)
    {
        var alert = detail.Alert;
        return new(
            alert.Id, alert.Episode, alert.Version, alert.State, alert.Severity, alert.Labels, Notes(detail.Annotations, alert.Summary), alert.StartsAt, alert.EndsAt, 0);
    }

    public static string Service(this AlertRecord alert) => alert.Labels[SeriesId.ServiceLabel] ?? "";

    // Receivers know annotations only; the summary is one by convention of Alertmanager's templates.
    private static LabelSet Notes(LabelSet annotations, string summary) => summary.Length == 0 || annotations["summary"] is not null ? annotations : annotations.With("summary", summary);
}
