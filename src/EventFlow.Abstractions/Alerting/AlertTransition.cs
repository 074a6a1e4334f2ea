namespace EventFlow;

/// <summary>One change of an alert: from what to what, when (event time and processing time, unix ms), by whom (a rule or a person), and why.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertTransition")]
public sealed record AlertTransition(AlertState From, AlertState To, long EventTime, long At, string Who, string Comment);
