namespace EventFlow;

/// <summary>A named consumer. Times are unix ms.</summary>
/// <param name="Name">Name.</param>
/// <param name="Stream">The stream it reads.</param>
/// <param name="Lag">Events it has not committed.</param>
/// <param name="Partitions">By partition.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="CommittedAt">When it last committed; null when never.</param>
public sealed record ConsumerStatus(string Name, string Stream, long Lag, IReadOnlyList<ConsumerPartition> Partitions, string CreatedBy, long CreatedAt, long? CommittedAt);
