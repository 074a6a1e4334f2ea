namespace EventFlow;

/// <summary>
/// A route an alert would end in. <paramref name="FirstAt"/> is when its first message would go out (unix ms; later in a muted time), <paramref name="MutedUntil"/> the end of that.
/// </summary>
public sealed record RouteTestTarget(
    string Path, string Receiver, IReadOnlyList<string> GroupBy, string GroupKey, TimeSpan GroupWait, TimeSpan GroupInterval, TimeSpan RepeatInterval, long FirstAt, long? MutedUntil,
    IReadOnlyList<RouteTestChannel> Channels)
{
    /// <summary>Id of the escalation policy its incidents follow; null: none.</summary>
    public string? Escalation { get; init; }

    /// <summary>What that would do while nobody acknowledges, in order of time; at most the first 50 steps.</summary>
    public IReadOnlyList<EscalationStepPlan> Steps { get; init; } = [];
}
