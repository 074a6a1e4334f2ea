namespace EventFlow.Alerting.Routing;

/// <summary>Which groups of a route may begin.</summary>
/// <param name="Admitted">Those of the groups asked about that may, in their order; while no other may, all that began within the last minute.</param>
/// <param name="FullForMs">How long no other may begin, ms; 0 when one may. The process that asked need not ask again so long.</param>
[GenerateSerializer, Immutable, Alias("EventFlow.Alerting.StormAnswer")]
public sealed record StormAnswer(IReadOnlyList<string> Admitted, double FullForMs);
