namespace EventFlow.Alerting;

/// <summary>Reads a severity from labels, which may be another system's.</summary>
public static class AlertSeverities
{
    /// <summary>The severity that the label <c>severity</c> (or <c>priority</c>) means. Without one, or with a word nobody knows, <see cref="Severity.Warning"/>: it deserves a look, and no phone call.</summary>
    public static Severity Of(LabelSet labels) => (labels["severity"] ?? labels["priority"])?.Trim().ToLowerInvariant() switch
    {
        "critical" or "crit" or "error" or "fatal" or "page" or "emergency" or "disaster" or "high" or "p1" or "p2" or "sev1" or "sev2" => Severity.Critical,
        "info" or "information" or "informational" or "none" or "notice" or "debug" or "low" or "p4" or "p5" => Severity.Info,
        _ => Severity.Warning,
    };
}
