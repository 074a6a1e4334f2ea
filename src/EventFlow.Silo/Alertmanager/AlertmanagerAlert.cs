namespace EventFlow.Silo;

/// <summary>An alert as Alertmanager shows it.</summary>
internal sealed record AlertmanagerAlert(
    LabelSet Annotations, string EndsAt, string Fingerprint, IReadOnlyList<AlertmanagerName> Receivers, string StartsAt, AlertmanagerAlertStatus Status, string UpdatedAt, string GeneratorURL, LabelSet Labels);
