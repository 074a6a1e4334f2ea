namespace EventFlow;

/// <summary>One decision of a rule, for people who ask why: when (event time, unix ms), on what, what it was (<c>pending</c>, <c>firing</c>, <c>resolved</c>, <c>error</c>, …), and the reason in words and numbers.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.RuleDecision")]
public sealed record RuleDecision(long Time, string Subject, string Decision, string Reason);
