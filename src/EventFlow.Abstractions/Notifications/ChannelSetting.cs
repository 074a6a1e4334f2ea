namespace EventFlow;

/// <summary>A setting of a kind of channel; <paramref name="Secret"/> ones are never shown again.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ChannelSetting")]
public sealed record ChannelSetting(string Name, string Title, string Summary, string? Default, bool Required, bool Secret)
{
    /// <summary>Whether it decides where messages go. When such a setting changes, secrets must be given again; who may only read sees scheme and host of it.</summary>
    [Id(0)] public bool Address { get; init; }

    /// <summary>How it is entered: <c>text</c>, <c>number</c>, <c>flag</c> (<c>true</c> or <c>false</c>), <c>choice</c> or <c>template</c>.</summary>
    [Id(1)] public string Type { get; init; } = "text";

    /// <summary>What can be chosen, when it is a choice.</summary>
    [Id(2)] public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Where forms put it: empty with the kind's own settings, <c>message</c> or <c>delivery</c> with those that every kind has.</summary>
    [Id(3)] public string Section { get; init; } = "";
}
