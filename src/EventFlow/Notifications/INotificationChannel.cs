namespace EventFlow.Notifications;

/// <summary>
/// A kind of channel: how a notification gets to people. One instance serves every channel of its kind, from any thread, and keeps nothing between calls: queue,
/// attempts, breaker, rate limit, fallback, templates and dead letters belong to the channel's grain and are the same for all kinds. Settings arrive validated.
/// </summary>
public interface INotificationChannel
{
    /// <summary>Name, title and settings of the kind; API and dashboard make their forms of it.</summary>
    ChannelKindDescription Description { get; }

    /// <summary>What is wrong with settings beyond unknown and missing ones, which the caller finds by <see cref="Description"/>. The field of a fault is the setting's name; secrets are not repeated.</summary>
    IReadOnlyList<Fault> Validate(LabelSet settings);

    /// <summary>Sends one notification and says what came of it; never throws for what the other side did. The result bears no address and no secret.</summary>
    ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken);

    /// <summary>Whether the other side can be reached and knows us, as far as that can be known without sending anything to people.</summary>
    ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken);
}
