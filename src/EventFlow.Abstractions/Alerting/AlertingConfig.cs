namespace EventFlow;

/// <summary>
/// Where alerts go: the routing tree, its receivers, what inhibits what, and the named time intervals. The form is that of Alertmanager's configuration, except that a
/// receiver names channels. Spans are texts such as <c>30s</c>, <c>5m</c>, <c>4h</c>, <c>1d</c>.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertingConfig")]
public sealed record AlertingConfig
{
    /// <summary>The root of the tree; it matches every alert.</summary>
    [Id(0)] public RouteDefinition Route { get; init; } = new();

    /// <summary>The receivers that routes name.</summary>
    [Id(1)] public IReadOnlyList<ReceiverDefinition>? Receivers { get; init; }

    /// <summary>Which alerts keep which others from being told.</summary>
    [Id(2)] public IReadOnlyList<InhibitRuleDefinition>? InhibitRules { get; init; }

    /// <summary>Named time intervals, for routes to be muted or active in.</summary>
    [Id(3)] public IReadOnlyList<TimeIntervalDefinition>? TimeIntervals { get; init; }
}
