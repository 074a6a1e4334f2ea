namespace EventFlow;

/// <summary>An alert with its annotations, history (oldest first, at most 200 transitions) and deliveries (newest first, at most 50).</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertDetail")]
public sealed record AlertDetail(
    AlertSummary Alert, LabelSet Annotations, double? Expected, double? Lower, double? Upper, double? Score,
    IReadOnlyList<AlertTransition> History, IReadOnlyList<AlertDelivery> Deliveries)
{
    /// <summary>Keys of the groups it is told with.</summary>
    [Id(0)] public IReadOnlyList<string> Groups { get; init; } = [];
}
