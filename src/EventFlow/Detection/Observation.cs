namespace EventFlow.Detection;

/// <summary>One sample for a detector: event time in unix milliseconds and a value. One that is not a number, or infinite, is not judged.</summary>
public readonly record struct Observation(long Time, double Value);
