namespace EventFlow.Silo;

/// <summary>A silence as Alertmanager shows it.</summary>
internal sealed record AlertmanagerSilence(
    string Id, AlertmanagerState Status, string UpdatedAt, string Comment, string CreatedBy, string EndsAt, IReadOnlyList<SilenceMatcher> Matchers, string StartsAt);
