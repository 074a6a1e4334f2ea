namespace EventFlow;

/// <summary>An alert that would have fired. Times are event time, unix ms.</summary>
/// <param name="Fingerprint">The alert's identity, the same as live.</param>
/// <param name="RuleId">Its rule.</param>
/// <param name="RuleName">Name of the rule.</param>
/// <param name="Severity">Severity of the rule.</param>
/// <param name="Service">Service.</param>
/// <param name="Series">Series; null for a rule that watches services.</param>
/// <param name="Start">When it fired.</param>
/// <param name="End">When it was over; null when it still fired at the end.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Value">Value that made it fire.</param>
/// <param name="Score">How odd it was, as the detector says.</param>
[GenerateSerializer, Immutable, Alias("EventFlow.ReplayAlert")]
public sealed record ReplayAlert(
    string Fingerprint, string RuleId, string RuleName, Severity Severity, string Service, SeriesId? Series, long Start, long? End, string Reason, double? Value, double? Score);
