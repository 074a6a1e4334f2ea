namespace EventFlow.Detection;

/// <summary>One sample for a detector: event time in unix milliseconds and a finite value.</summary>
public readonly record struct Observation(long Time, double Value);
