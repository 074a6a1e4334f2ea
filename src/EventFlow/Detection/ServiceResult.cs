namespace EventFlow.Detection;

/// <summary>
/// What a detector of services answers: what it measured (<paramref name="Value"/>, in the unit of <paramref name="Quantity"/>, for example "error records in 30 s"), as of which event time
/// (unix ms), and its judgement of it.
/// </summary>
public readonly record struct ServiceResult(long Time, double Value, string Quantity, DetectionResult Judgement);
