namespace EventFlow.Notifications;

/// <summary>How an attempt to deliver ended. Zero is not success.</summary>
public enum DeliveryOutcome
{
    /// <summary>Nothing was decided; a default value of this type.</summary>
    None = 0,

    /// <summary>The other side took it.</summary>
    Sent = 1,

    /// <summary>Not now; trying again may help.</summary>
    Retry = 2,

    /// <summary>Trying again will not help.</summary>
    Failed = 3,
}
