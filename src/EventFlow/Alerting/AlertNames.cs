namespace EventFlow.Alerting;

/// <summary>The words for states and severities in texts, labels and stored events. They never change.</summary>
internal static class AlertNames
{
    public static string Of(AlertState state) => state switch
    {
        AlertState.Pending => "pending",
        AlertState.Firing => "firing",
        AlertState.Acknowledged => "acknowledged",
        AlertState.Resolved => "resolved",
        AlertState.NoData => "no-data",
        AlertState.Silenced => "silenced",
        AlertState.Inhibited => "inhibited",
        AlertState.Flapping => "flapping",
        _ => "none",
    };

    public static string Of(Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Warning => "warning",
        Severity.Critical => "critical",
        _ => "none",
    };
}
