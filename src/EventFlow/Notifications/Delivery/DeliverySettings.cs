namespace EventFlow.Notifications;

/// <summary>What the settings of one channel say of its delivery.</summary>
/// <param name="SpacingMs">Time between two tries, ms; 0 is no limit.</param>
/// <param name="Fallback">The channel that stands in; null when there is none.</param>
/// <param name="FallbackAfterMs">How long a message waits before the fallback channel is given it too, ms.</param>
public sealed record DeliverySettings(long SpacingMs, string? Fallback, long FallbackAfterMs)
{
    /// <summary>No limit and no fallback.</summary>
    public static readonly DeliverySettings None = new(0, null, 0);
}
