namespace EventFlow;

/// <summary>What a replay found in one series, or in one service as a whole where <paramref name="Subject"/> is a service's name.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ReplaySeries")]
public sealed record ReplaySeries(string Subject, long Samples, long Anomalies, int Alerts);
