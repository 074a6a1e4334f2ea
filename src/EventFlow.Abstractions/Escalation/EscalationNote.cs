namespace EventFlow;

/// <summary>What an escalation did, for the alerts it is about. <paramref name="Sequence"/> ascends within a group; <paramref name="At"/> is processing time, unix ms.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.EscalationNote")]
public sealed record EscalationNote(string GroupKey, long Sequence, string Policy, int Step, long At, string Action, string Comment);
