namespace EventFlow.Load;

/// <summary>What the events of a load are.</summary>
internal enum PayloadKind
{
    /// <summary>Log records.</summary>
    Logs,

    /// <summary>Samples of metrics.</summary>
    Metrics,

    /// <summary>Domain events.</summary>
    Events,
}
