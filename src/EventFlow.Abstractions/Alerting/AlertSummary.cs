namespace EventFlow;

/// <summary>
/// An alert as a list shows it; <paramref name="Id"/> is its fingerprint. <paramref name="StartsAt"/> and <paramref name="EndsAt"/> are event time, <paramref name="UpdatedAt"/> processing time, unix ms.
/// <paramref name="Action"/> says what was done last ("notified ops-webhook", "acknowledged by ada", …). <paramref name="Version"/> ascends with every change.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertSummary")]
public sealed record AlertSummary(
    string Id, string RuleId, string Name, string Service, string? Metric, Severity Severity, AlertState State, string Summary, LabelSet Labels, SeriesId? Series,
    long StartsAt, long? EndsAt, long UpdatedAt, double? Value, string? AcknowledgedBy, string? AcknowledgeComment, string Action, int Episode, long Version)
{
    /// <summary>Texts that go with it.</summary>
    [Id(0)] public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary>What keeps it from being told.</summary>
    [Id(1)] public AlertHolds Holds { get; init; } = AlertHolds.None;

    /// <summary>Until when it is acknowledged (unix ms); null: until it resolves.</summary>
    [Id(2)] public long? AcknowledgedUntil { get; init; }

    /// <summary>When it was acknowledged, processing time, unix ms; null when it is not.</summary>
    [Id(3)] public long? AcknowledgedAt { get; init; }

    /// <summary>Where its sender shows more of it; null for an alert of a rule of ours.</summary>
    [Id(4)] public string? GeneratorUrl { get; init; }

    /// <summary>When it is over unless its sender repeats it (unix ms); null for an alert of a rule of ours.</summary>
    [Id(5)] public long? ExpiresAt { get; init; }

    /// <summary>When its condition began to hold, event time, unix ms: before <c>StartsAt</c> when its rule waits.</summary>
    [Id(6)] public long? BeganAt { get; init; }

    /// <summary>How improbable it is, comparable across detectors; null where no detector said.</summary>
    [Id(7)] public double? Score { get; init; }
}
