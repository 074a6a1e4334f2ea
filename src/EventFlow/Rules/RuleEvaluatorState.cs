namespace EventFlow.Rules;

/// <summary>What a <see cref="RuleEvaluator"/> has to remember. Times are event time, unix ms.</summary>
public sealed class RuleEvaluatorState
{
    /// <summary>Where it stands.</summary>
    public RulePhase Phase { get; set; }

    /// <summary>Since when the condition has held.</summary>
    public long Since { get; set; }

    /// <summary>Since when the condition has been gone, while the alert still fires; null when it holds.</summary>
    public long? ClearSince { get; set; }

    /// <summary>Anomalous observations since <see cref="Since"/>.</summary>
    public int Anomalous { get; set; }

    /// <summary>All observations since <see cref="Since"/>.</summary>
    public int Observed { get; set; }

    /// <summary>How far the newest anomaly goes, or went; null before the first.</summary>
    public AnomalyExtent? Extent { get; set; }

    /// <summary>Newest observation taken; older ones are passed over.</summary>
    public long LastTime { get; set; } = long.MinValue;

    /// <summary>Time of the last finding; the next has a later one, by which alerts tell findings apart.</summary>
    public long LastFinding { get; set; } = long.MinValue;
}
