namespace EventFlow;

/// <summary>
/// What was learned from a person: that an anomaly of a rule on one <paramref name="Subject"/> (a series, or a service) was nothing. An anomaly like it (same detector, same side, same
/// <paramref name="Signal"/>) is held back as long as its score is at most <paramref name="UpToScore"/> and its distance at most <paramref name="UpToDistance"/>, both of which halve with each
/// <paramref name="HalfLifeMs"/> of event time after <paramref name="Since"/>. <paramref name="Kind"/> is <c>false-alarm</c> or <c>silence</c>. <paramref name="LearnedAt"/> is processing time, unix ms.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Lesson")]
public sealed record Lesson(
    string Id, string Kind, string RuleId, string Detector, string Service, string Subject, int Direction, string? Signal, double UpToScore, double UpToDistance,
    long Since, long HalfLifeMs, long LearnedAt, string LearnedBy, string Comment, string AlertId)
{
    /// <summary>Somebody marked an alert as a false alarm.</summary>
    public const string FalseAlarm = "false-alarm";

    /// <summary>Somebody silenced an alert until it was over.</summary>
    public const string Silence = "silence";

    /// <summary>How much is left at an event time (unix ms), 0 to 1; nothing is held back that is older than the lesson.</summary>
    public double LeftAt(long time) => time < Since ? 0 : Math.Pow(0.5, (double)(time - Since) / HalfLifeMs);
}
