namespace EventFlow.Embedded.Hosting;

/// <summary>Figures of one stream and the grain type it is delivered to.</summary>
/// <param name="Provider">Name of the stream provider.</param>
/// <param name="Stream">Namespace and key of the stream.</param>
/// <param name="GrainType">The grain type that receives.</param>
/// <param name="Lag">How far the newest item is ahead of what was delivered, in sequence numbers.</param>
/// <param name="Delivered">Items delivered.</param>
/// <param name="Failures">Attempts that failed.</param>
/// <param name="LastError">Why the last attempt failed; null when it did not.</param>
public sealed record StreamStatistics(string Provider, string Stream, string GrainType, long Lag, long Delivered, long Failures, string? LastError);
