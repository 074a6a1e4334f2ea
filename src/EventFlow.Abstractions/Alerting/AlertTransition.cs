namespace EventFlow;

/// <summary>One change of an alert: from what to what, when (event time and processing time, unix ms), by whom (a rule or a person), and why.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertTransition")]
public sealed record AlertTransition(AlertState From, AlertState To, long EventTime, long At, string Who, string Comment)
{
    /// <summary><see cref="Kind"/> of a step of an escalation.</summary>
    public const string Escalated = "escalated";

    /// <summary>What happened when it was no change of state, for example <see cref="Escalated"/>; null for a change of state or severity.</summary>
    [Id(0)] public string? Kind { get; init; }
}
