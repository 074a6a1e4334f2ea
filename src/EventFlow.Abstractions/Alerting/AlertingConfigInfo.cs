namespace EventFlow;

/// <summary>A version of the routing configuration without its content, for a list. Time unix ms.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertingConfigInfo")]
public sealed record AlertingConfigInfo(long Version, long At, string Who, string Comment, int Routes, int Receivers, bool InForce);
