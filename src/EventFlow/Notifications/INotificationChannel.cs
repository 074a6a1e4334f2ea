namespace EventFlow.Notifications;

/// <summary>
/// A kind of channel: how a notification gets to people. One instance serves every channel of its kind, from any thread, and keeps nothing between calls: queue,
/// attempts and breaker belong to the channel's grain. Settings arrive validated.
/// </summary>
public interface INotificationChannel
{
    /// <summary>Name, title and settings of the kind.</summary>
    ChannelKindDescription Description { get; }

    /// <summary>What is wrong with settings beyond unknown and missing ones, which the caller finds by <see cref="Description"/>. The field of a fault is the setting's name; secrets are not repeated.</summary>
    IReadOnlyList<Fault> Validate(LabelSet settings);

    /// <summary>
    /// Sends one notification and says what came of it; never throws for what the other side did. The result bears no address and no secret. A notification sent again
    /// has the same id, to be passed on wherever the other side has an idempotency key.
    /// </summary>
    ValueTask<DeliveryResult> DispatchAsync(Notification notification, ChannelDefinition channel, CancellationToken cancellationToken);

    /// <summary>Whether the other side can be reached, as far as that can be known without sending anything to people.</summary>
    ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken);
}
