namespace EventFlow;

/// <summary>How a channel does: health (<c>healthy</c>, <c>failing</c>, <c>paused</c>), what waits, what was sent, failed and given up, and the last error (without addresses or tokens). Times unix ms.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ChannelStatus")]
public sealed record ChannelStatus(ChannelDefinition Channel, string Health, int Queued, long Sent, long FailedAttempts, int DeadLetters, long? LastSentAt, long? LastFailedAt, string? LastError)
{
    /// <summary>When the oldest message that waits was queued, unix ms; null when none waits.</summary>
    [Id(0)] public long? OldestQueuedAt { get; init; }

    /// <summary>Until when the breaker holds everything back, unix ms; null when it is closed.</summary>
    [Id(1)] public long? PausedUntil { get; init; }

    /// <summary>Until when the other side asked to be left alone, unix ms; null when it did not.</summary>
    [Id(2)] public long? NotBefore { get; init; }

    /// <summary>Messages whose answer was lost, so that they may have arrived twice.</summary>
    [Id(3)] public long MaybeTwice { get; init; }
}
