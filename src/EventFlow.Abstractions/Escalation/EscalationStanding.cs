namespace EventFlow;

/// <summary>
/// How far the escalation of a group has come: steps done in the round at hand, rounds begun (from 1), since when it pauses because nobody needs to be told (unix ms; null: it runs),
/// when the next step is due (null: none is left) and when those told are reminded (null: not).
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.EscalationStanding")]
public sealed record EscalationStanding(string GroupKey, string Policy, int StepsDone, int Round, long? PausedAt, long? NextAt, long? RemindAt);
