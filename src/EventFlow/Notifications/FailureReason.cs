namespace EventFlow.Notifications;

/// <summary>Why a delivery failed: a closed set, because it is a label of metrics. The words for them are in <see cref="FailureReasons"/>.</summary>
public enum FailureReason
{
    /// <summary>It did not fail.</summary>
    None = 0,

    /// <summary>The other side does not accept the credentials.</summary>
    Auth = 1,

    /// <summary>The other side wants fewer messages.</summary>
    RateLimited = 2,

    /// <summary>The other side does not accept the message or the address.</summary>
    Client = 3,

    /// <summary>The other side has a fault.</summary>
    Server = 4,

    /// <summary>No answer in time.</summary>
    Timeout = 5,

    /// <summary>No connection, or it broke.</summary>
    Transport = 6,

    /// <summary>The queue of the channel was full.</summary>
    QueueFull = 7,

    /// <summary>The kind of the channel is not known to this process.</summary>
    UnknownKind = 8,

    /// <summary>The channel's code failed.</summary>
    Internal = 9,
}
