namespace EventFlow.Notifications;

/// <summary>What a channel knows beside its messages. A copy goes with every page that is stored; the one of the highest <see cref="Version"/> holds. Times are processing time, unix ms.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Notifications.ChannelVitals")]
public sealed record ChannelVitals
{
    /// <summary>Ascends with every page stored.</summary>
    [Id(0)] public long Version { get; set; }

    /// <summary>The highest place given to a message.</summary>
    [Id(1)] public long LastOrder { get; set; }

    /// <summary>Failures since the last success.</summary>
    [Id(2)] public int FailuresInARow { get; set; }

    /// <summary>Until when the breaker holds everything back; afterwards one message tries the way. Null when it is closed.</summary>
    [Id(3)] public long? PausedUntil { get; set; }

    /// <summary>Until when the other side asked to be left alone.</summary>
    [Id(4)] public long? NotBefore { get; set; }

    /// <summary>From when on the rate limit lets the next message go.</summary>
    [Id(5)] public long NextSlotAt { get; set; }

    /// <summary>Messages sent.</summary>
    [Id(6)] public long Sent { get; set; }

    /// <summary>Tries that failed.</summary>
    [Id(7)] public long FailedAttempts { get; set; }

    /// <summary>Last success.</summary>
    [Id(8)] public long? LastSentAt { get; set; }

    /// <summary>Last failure.</summary>
    [Id(9)] public long? LastFailedAt { get; set; }

    /// <summary>What went wrong last; null after a success.</summary>
    [Id(10)] public string? LastError { get; set; }

    /// <summary>Messages sent again after an answer was lost.</summary>
    [Id(11)] public long MaybeTwice { get; set; }
}
