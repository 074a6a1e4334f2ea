namespace EventFlow;

/// <summary>
/// How far out one anomaly went: from when to when (event time, unix ms), the highest <paramref name="Score"/>, the largest <paramref name="Distance"/> from what was expected (or beyond the limit, where nothing
/// was expected; in the unit of the value), on which side (1 above, -1 below, 0 neither), the value at that distance, and what of the thing was odd, where its detector tells several apart.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AnomalyExtent")]
public sealed record AnomalyExtent(long Since, long Last, double Score, double Distance, int Direction, double? Value, string? Signal);
