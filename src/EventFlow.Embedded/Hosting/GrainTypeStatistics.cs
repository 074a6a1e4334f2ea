namespace EventFlow.Embedded.Hosting;

/// <summary>Figures of one grain type.</summary>
/// <param name="GrainType">The type's name.</param>
/// <param name="Activations">Activations in memory.</param>
/// <param name="Deactivated">Activations that have ended since the start.</param>
/// <param name="Calls">Requests run.</param>
/// <param name="FailedCalls">Requests that failed or were refused.</param>
public sealed record GrainTypeStatistics(string GrainType, int Activations, long Deactivated, long Calls, long FailedCalls);
