namespace EventFlow.Alerting;

/// <summary>When an alert counts as flapping: after so many changes within a time; and how long it must keep still to be calm again. No changes: never.</summary>
public readonly record struct FlapTiming(int Changes, long WindowMs, long QuietMs);
