namespace EventFlow;

/// <summary>Which events are wanted; what is not given takes all. For a label, a metric's labels are looked at, then the attributes.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.EventFilter")]
public sealed record EventFilter
{
    /// <summary>Takes every event.</summary>
    public static readonly EventFilter All = new();

    /// <summary>Name of the service.</summary>
    [Id(0)] public string? Service { get; init; }

    /// <summary>Kind; <see cref="EventKind.None"/> takes all.</summary>
    [Id(1)] public EventKind Kind { get; init; }

    /// <summary>Least severity: takes log records only, unless <see cref="LogSeverity.Unspecified"/>.</summary>
    [Id(2)] public LogSeverity Level { get; init; }

    /// <summary>Name of the metric: takes metrics only.</summary>
    [Id(3)] public string? Metric { get; init; }

    /// <summary>Labels or attributes that must have these values.</summary>
    [Id(4)] public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>Text that message, type, data, metric or id must contain, in any case.</summary>
    [Id(5)] public string? Text { get; init; }

    /// <summary>Whether it takes every event.</summary>
    public bool TakesAll => Service is null && Kind == EventKind.None && Level == LogSeverity.Unspecified && Metric is null && Labels.Count == 0 && Text is null;
}
