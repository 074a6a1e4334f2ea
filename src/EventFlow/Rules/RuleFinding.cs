using EventFlow.Detection;

namespace EventFlow.Rules;

/// <summary>A change in where a rule stands: what, when (event time, unix ms, later than any finding before), why in a sentence, on what value and judgement.</summary>
public readonly record struct RuleFinding(AlertSignalKind Kind, long Time, string Reason, double? Value, DetectionResult Judgement);
