namespace EventFlow;

/// <summary>A setting of a kind of channel; <paramref name="Secret"/> ones are never shown again.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ChannelSetting")]
public sealed record ChannelSetting(string Name, string Title, string Summary, string? Default, bool Required, bool Secret);
