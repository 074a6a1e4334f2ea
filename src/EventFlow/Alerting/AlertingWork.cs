namespace EventFlow.Alerting;

/// <summary>A grain with something left to do.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Alerting.AlertingWork")]
public readonly record struct AlertingWork([property: Id(0)] AlertingWorkKind Kind, [property: Id(1)] string Key)
{
    /// <summary>A group.</summary>
    public static AlertingWork Group(string key) => new(AlertingWorkKind.Group, key);

    /// <summary>An alert.</summary>
    public static AlertingWork Alert(string fingerprint) => new(AlertingWorkKind.Alert, fingerprint);
}
