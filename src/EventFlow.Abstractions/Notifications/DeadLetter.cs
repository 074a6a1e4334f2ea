namespace EventFlow;

/// <summary>A notification that was given up: channel, when, all attempts, the last reason (<c>auth</c>, <c>rate-limited</c>, <c>client</c>, <c>server</c>, <c>timeout</c>, …).</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.DeadLetter")]
public sealed record DeadLetter(string Id, string Channel, Notification Notification, long FailedAt, string Reason, IReadOnlyList<DeliveryAttempt> Attempts)
{
    /// <summary>Whether a try may have arrived although its answer was lost.</summary>
    [Id(0)] public bool MaybeSent { get; init; }

    /// <summary>Whether its incident is over: requeued, it is followed by the end, once it has arrived.</summary>
    [Id(1)] public bool IsOver { get; init; }
}
