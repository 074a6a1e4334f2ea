namespace EventFlow.Notifications;

/// <summary>What a channel keeps, as it is stored. Changed only by <see cref="ChannelMachine"/>. Times are processing time, unix ms.</summary>
public sealed class ChannelState
{
    /// <summary>The channel; null until it is configured.</summary>
    public ChannelDefinition? Definition { get; set; }

    /// <summary>What waits or is being sent, oldest first.</summary>
    public List<QueuedNotification> Queue { get; set; } = [];

    /// <summary>Ids of the last notifications that were sent or given up, oldest first, at most <see cref="ChannelMachine.MaxDone"/>.</summary>
    public List<string> Done { get; set; } = [];

    /// <summary>Groups whose firing was sent and whose end was not, at most <see cref="ChannelMachine.MaxOpenGroups"/>.</summary>
    public HashSet<string> OpenGroups { get; set; } = [];

    /// <summary>Failures since the last success.</summary>
    public int FailuresInARow { get; set; }

    /// <summary>Until when the breaker holds everything back; afterwards one message tries the way. Null when it is closed.</summary>
    public long? PausedUntil { get; set; }

    /// <summary>Until when the other side asked to be left alone.</summary>
    public long? NotBefore { get; set; }

    /// <summary>Messages sent.</summary>
    public long Sent { get; set; }

    /// <summary>Tries that failed.</summary>
    public long FailedAttempts { get; set; }

    /// <summary>Last success.</summary>
    public long? LastSentAt { get; set; }

    /// <summary>Last failure.</summary>
    public long? LastFailedAt { get; set; }

    /// <summary>What went wrong last; null after a success.</summary>
    public string? LastError { get; set; }

    /// <summary>What the alerts have yet to be told.</summary>
    public List<DeliveryReport> Reports { get; set; } = [];
}
