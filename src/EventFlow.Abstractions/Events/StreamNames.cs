namespace EventFlow;

/// <summary>The streams of the event log. A grain stream carries each partition: namespace <see cref="Namespace"/>, key <c>{stream}-{partition}</c>.</summary>
public static class StreamNames
{
    /// <summary>Namespace of the grain streams that deliver the log.</summary>
    public const string Namespace = "events";

    /// <summary>Name of the stream provider that delivers the log.</summary>
    public const string Provider = "log";

    /// <summary>Samples of metrics.</summary>
    public const string Metrics = "service-metrics";

    /// <summary>Log records.</summary>
    public const string Logs = "service-logs";

    /// <summary>Domain events.</summary>
    public const string Domain = "service-events";

    /// <summary>Transitions of alerts.</summary>
    public const string Alerts = "alerts";

    /// <summary>Notifications that were given up.</summary>
    public const string DeadLetters = "alerts-dlq";
}
