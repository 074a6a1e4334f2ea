namespace EventFlow;

/// <summary>A line to draw across a chart: the level at which a rule fires.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesThreshold")]
public sealed record SeriesThreshold(string RuleId, string RuleName, Severity Severity, double Value);
