namespace EventFlow;

/// <summary>
/// A finding of a rule, for the alert it belongs to. <paramref name="Time"/> is event time (unix ms) and, with <paramref name="Kind"/>, identifies the signal: an alert ignores one that it has
/// seen or that is older than the last it took, so replays are harmless. <paramref name="Labels"/> include <c>alertname</c>, <c>service</c>, <c>severity</c>, <c>type</c>, and <c>metric</c> where there is one.
/// <paramref name="ReceivedAt"/> is the arrival time (unix ms) of the event that caused it, 0 when a timer did.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertSignal")]
public sealed record AlertSignal(
    string Fingerprint, AlertSignalKind Kind, long Time, string RuleId, Severity Severity, LabelSet Labels, LabelSet Annotations,
    string Summary, SeriesId? Series, double? Value, double? Expected, double? Lower, double? Upper, double? Score, long ReceivedAt)
{
    /// <summary>When it began, for a sender that says so (unix ms); null: at <see cref="Time"/>.</summary>
    [Id(0)] public long? StartsAt { get; init; }

    /// <summary>Where the sender shows more of it; null when it does not say.</summary>
    [Id(1)] public string? GeneratorUrl { get; init; }

    /// <summary>When it is over unless it is sent again (unix ms, processing time); null: when a signal says so.</summary>
    [Id(2)] public long? ExpiresAt { get; init; }
}
