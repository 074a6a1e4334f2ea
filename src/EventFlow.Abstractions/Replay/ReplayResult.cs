namespace EventFlow;

/// <summary>What came of a replay so far. Lists are cut to what the settings allow; the counts beside them are whole.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ReplayResult")]
public sealed record ReplayResult
{
    /// <summary>Metric samples among the events taken.</summary>
    [Id(0)] public long Samples { get; init; }

    /// <summary>Log records among them.</summary>
    [Id(1)] public long Logs { get; init; }

    /// <summary>Domain events among them.</summary>
    [Id(2)] public long DomainEvents { get; init; }

    /// <summary>Detection: series that a rule watches.</summary>
    [Id(3)] public int Series { get; init; }

    /// <summary>Detection: series that were left out because there were too many.</summary>
    [Id(4)] public int SeriesLeftOut { get; init; }

    /// <summary>Detection: duplicates dropped, as live.</summary>
    [Id(5)] public long Duplicates { get; init; }

    /// <summary>Detection: anomalous values.</summary>
    [Id(6)] public long Anomalies { get; init; }

    /// <summary>Detection: alerts that would have fired.</summary>
    [Id(7)] public int Alerts { get; init; }

    /// <summary>Those alerts, in order of time.</summary>
    [Id(8)] public IReadOnlyList<ReplayAlert> AlertList { get; init; } = [];

    /// <summary>Anomalous values, in order of time.</summary>
    [Id(9)] public IReadOnlyList<ReplayAnomaly> AnomalyList { get; init; } = [];

    /// <summary>The series with most anomalies and alerts.</summary>
    [Id(10)] public IReadOnlyList<ReplaySeries> SeriesList { get; init; } = [];

    /// <summary>Whether a list leaves something out.</summary>
    [Id(11)] public bool IsCut { get; init; }

    /// <summary>Ingestion, webhook and file: events that were delivered.</summary>
    [Id(12)] public long Delivered { get; init; }

    /// <summary>Ingestion: events that were refused.</summary>
    [Id(13)] public long Rejected { get; init; }

    /// <summary>File: bytes written.</summary>
    [Id(14)] public long Bytes { get; init; }

    /// <summary>Detectors that failed, with the reason, the first few.</summary>
    [Id(15)] public IReadOnlyList<string> Faults { get; init; } = [];
}
