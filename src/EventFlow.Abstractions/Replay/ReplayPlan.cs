namespace EventFlow;

/// <summary>What is replayed, to what, how fast. Times are event time in unix ms, from inclusive, to exclusive.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ReplayPlan")]
public sealed record ReplayPlan
{
    /// <summary>Name for people.</summary>
    [Id(0)] public string Name { get; init; } = "";

    /// <summary>Streams, at least one.</summary>
    [Id(1)] public required IReadOnlyList<string> Streams { get; init; }

    /// <summary>Partitions; all when null.</summary>
    [Id(2)] public IReadOnlyList<int>? Partitions { get; init; }

    /// <summary>Earliest event time; from the first event kept when null.</summary>
    [Id(3)] public long? From { get; init; }

    /// <summary>First event time not wanted any more; to the end of the log when null.</summary>
    [Id(4)] public long? To { get; init; }

    /// <summary>First offset, of one partition of one stream.</summary>
    [Id(5)] public long? FromOffset { get; init; }

    /// <summary>First offset not wanted any more, of one partition of one stream.</summary>
    [Id(6)] public long? ToOffset { get; init; }

    /// <summary>Which events.</summary>
    [Id(7)] public EventFilter Filter { get; init; } = EventFilter.All;

    /// <summary>What they are given to.</summary>
    [Id(8)] public ReplayTarget Target { get; init; }

    /// <summary>Seconds of event time per second, above 0; as fast as it goes when null.</summary>
    [Id(9)] public double? Speed { get; init; }

    /// <summary>Detection: event time before <see cref="From"/> from which detectors learn and nothing counts.</summary>
    [Id(10)] public TimeSpan WarmUp { get; init; }

    /// <summary>Detection: the rules, as they were when the replay was made.</summary>
    [Id(11)] public IReadOnlyList<RuleDefinition> Rules { get; init; } = [];

    /// <summary>Webhook: where to.</summary>
    [Id(12)] public string? Url { get; init; }

    /// <summary>Ingestion: what the names of the copies' services begin with.</summary>
    [Id(13)] public string? ServicePrefix { get; init; }
}
