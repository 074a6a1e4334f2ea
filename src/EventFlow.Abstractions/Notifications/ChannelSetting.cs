namespace EventFlow;

/// <summary>A setting of a kind of channel; <paramref name="Secret"/> ones are never shown again.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ChannelSetting")]
public sealed record ChannelSetting(string Name, string Title, string Summary, string? Default, bool Required, bool Secret)
{
    /// <summary>Whether it decides where messages go. When such a setting changes, secrets must be given again; who may only read sees scheme and host of it.</summary>
    [Id(0)] public bool Address { get; init; }
}
