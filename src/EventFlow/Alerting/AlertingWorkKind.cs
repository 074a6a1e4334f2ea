namespace EventFlow.Alerting;

/// <summary>What has something left to do. The values are stored and never change.</summary>
public enum AlertingWorkKind : byte
{
    /// <summary>A default value of this type.</summary>
    None = 0,

    /// <summary>An <see cref="IAlertGroupGrain"/>.</summary>
    Group = 1,

    /// <summary>An <see cref="IAlertGrain"/>.</summary>
    Alert = 2,
}
