namespace EventFlow;

/// <summary>An alert a rule would have raised; <paramref name="End"/> is null when it would still fire.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.RulePreviewAlert")]
public sealed record RulePreviewAlert(string Subject, long Start, long? End, string Reason);
