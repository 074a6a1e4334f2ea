namespace EventFlow.Notifications;

/// <summary>Some messages of a channel as they are stored together, in the order they came, and the vitals of that moment.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Notifications.ChannelPage")]
public sealed record ChannelPage(IReadOnlyList<ChannelMessage> Messages, ChannelVitals Vitals);
