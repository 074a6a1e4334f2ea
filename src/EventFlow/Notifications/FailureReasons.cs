namespace EventFlow.Notifications;

/// <summary>The words for <see cref="FailureReason"/>, as stored and as label of metrics. They never change.</summary>
public static class FailureReasons
{
    /// <summary>The word for a reason.</summary>
    public static string Text(this FailureReason reason) => reason switch
    {
        FailureReason.Auth => "auth",
        FailureReason.RateLimited => "rate-limited",
        FailureReason.Client => "client",
        FailureReason.Server => "server",
        FailureReason.Timeout => "timeout",
        FailureReason.Transport => "transport",
        FailureReason.QueueFull => "queue-full",
        FailureReason.UnknownKind => "unknown-kind",
        FailureReason.Internal => "internal",
        _ => "none",
    };
}
