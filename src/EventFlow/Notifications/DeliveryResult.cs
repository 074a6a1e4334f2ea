namespace EventFlow.Notifications;

/// <summary>
/// What came of an attempt to deliver. <paramref name="Detail"/> is for people and bears neither address nor secret; <paramref name="RetryAfter"/> is how long the other side
/// asked to be left alone, null when it did not say.
/// </summary>
public readonly record struct DeliveryResult(DeliveryOutcome Outcome, FailureReason Reason, string Detail, TimeSpan? RetryAfter)
{
    /// <summary>Whether the message may have arrived although it counts as failed: it was sent, and the answer was lost.</summary>
    public bool MaybeSent { get; init; }

    /// <summary>How the provider calls the message, for later ones of the same incident; null where it has no name for it.</summary>
    public string? Reference { get; init; }

    /// <summary>What people should know of a message that was sent, for example that its template failed; null when there is nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The other side took it.</summary>
    public static DeliveryResult Sent(string detail = "") => new(DeliveryOutcome.Sent, FailureReason.None, detail, null);

    /// <summary>Trying again may help, after <paramref name="retryAfter"/> where the other side said so.</summary>
    public static DeliveryResult Retry(FailureReason reason, string detail, TimeSpan? retryAfter = null) => new(DeliveryOutcome.Retry, reason, detail, retryAfter);

    /// <summary>Trying again will not help.</summary>
    public static DeliveryResult Failed(FailureReason reason, string detail) => new(DeliveryOutcome.Failed, reason, detail, null);
}
