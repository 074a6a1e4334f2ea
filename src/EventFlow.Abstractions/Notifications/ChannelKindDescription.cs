namespace EventFlow;

/// <summary>A kind of channel, for the API and the editor.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ChannelKindDescription")]
public sealed record ChannelKindDescription(string Kind, string Title, string Summary, IReadOnlyList<ChannelSetting> Settings);
