namespace EventFlow.Notifications;

/// <summary>One try to deliver.</summary>
/// <param name="Notification">The message. One that is sent again has the same id, to be passed on wherever the other side has an idempotency key.</param>
/// <param name="Channel">The channel; its settings are valid.</param>
/// <param name="Text">The message in words, as the channel's templates or the built-in ones have it.</param>
/// <param name="Reference">What <see cref="DeliveryResult.Reference"/> said of the incident's first message; null when this is the first, or the provider has no such name.</param>
public sealed record Dispatch(Notification Notification, ChannelDefinition Channel, MessageText Text, string? Reference);
