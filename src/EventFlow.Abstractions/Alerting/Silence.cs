namespace EventFlow;

/// <summary>
/// Alerts that match are not told from <paramref name="StartsAt"/> to <paramref name="EndsAt"/> (unix ms); with a <paramref name="Schedule"/> only in those parts of it. <paramref name="Kind"/> is <c>silence</c>, or
/// <c>maintenance</c> for the planned work on a service. <paramref name="Matchers"/> have Alertmanager's form, and all must match.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Silence")]
public sealed record Silence(
    string Id, string Kind, IReadOnlyList<string> Matchers, long StartsAt, long EndsAt, TimeIntervalSpec? Schedule, string CreatedBy, string Comment, long CreatedAt, long UpdatedAt)
{
    /// <summary>The kind of a plain silence.</summary>
    public const string Plain = "silence";

    /// <summary>The kind of a maintenance window.</summary>
    public const string Maintenance = "maintenance";

    /// <summary>Who ended it before its time; null when nobody did.</summary>
    [Id(0)] public string? ExpiredBy { get; init; }
}
