namespace EventFlow;

/// <summary>
/// A rule: which series or services it watches, with which detector, and when its verdict becomes an alert.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.RuleDefinition")]
public sealed record RuleDefinition
{
    /// <summary>Identity: lower-case letters, digits and dashes, 1 to 64. Derived from the name when a rule is created without one.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Name for people, 1 to 120 characters; the label <c>alertname</c> of its alerts.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    [Id(2)] public string Description { get; init; } = "";

    /// <summary>Whether it is evaluated.</summary>
    [Id(3)] public bool Enabled { get; init; } = true;

    /// <summary>Severity of its alerts.</summary>
    [Id(4)] public Severity Severity { get; init; } = Severity.Warning;

    /// <summary>Class of trouble, the label <c>type</c> of its alerts, by which notifications are grouped beside the service. Default <c>degradation</c>.</summary>
    [Id(5)] public string Type { get; init; } = "degradation";

    /// <summary>Services it watches: a name, or a glob with <c>*</c>.</summary>
    [Id(6)] public string Service { get; init; } = "*";

    /// <summary>Metrics it watches: a name, or a glob with <c>*</c>; ignored by detectors of whole services.</summary>
    [Id(7)] public string Metric { get; init; } = "*";

    /// <summary>Labels a series must have, with exactly these values.</summary>
    [Id(8)] public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>Name of the detector, one of those that <c>GET /api/detectors</c> lists.</summary>
    [Id(9)] public required string Detector { get; init; }

    /// <summary>Parameters of the detector; what is left out has its default.</summary>
    [Id(10)] public DetectorParameters Parameters { get; init; } = DetectorParameters.Empty;

    /// <summary>How long the condition must hold, in event time, before the alert fires (pending until then). 0 to 24 h.</summary>
    [Id(11)] public TimeSpan For { get; init; }

    /// <summary>How long the condition must be gone, in event time, before the alert resolves. 0 to 24 h.</summary>
    [Id(12)] public TimeSpan RecoverFor { get; init; }

    /// <summary>Labels added to its alerts.</summary>
    [Id(13)] public LabelSet AlertLabels { get; init; } = LabelSet.Empty;

    /// <summary>Texts added to its alerts, for example <c>runbook_url</c>.</summary>
    [Id(14)] public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary>Counts the changes of this rule, from 1. Given back unchanged on update, it guards against overwriting another's change.</summary>
    [Id(15)] public int Version { get; init; }

    /// <summary>When it was last changed, unix ms.</summary>
    [Id(16)] public long UpdatedAt { get; init; }

    /// <summary>Who changed it last.</summary>
    [Id(17)] public string UpdatedBy { get; init; } = "";
}
