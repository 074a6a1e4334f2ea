namespace EventFlow;

/// <summary>A kind of channel, for the API and the editor.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ChannelKindDescription")]
public sealed record ChannelKindDescription(string Kind, string Title, string Summary, IReadOnlyList<ChannelSetting> Settings)
{
    /// <summary>The rate the provider publishes, as messages/seconds, for example <c>1/1</c>; empty when it publishes none. It is what a channel keeps to unless its settings say otherwise.</summary>
    [Id(0)] public string RateLimit { get; init; } = "";

    /// <summary>Whether its messages are texts, which templates may word; false where the form is fixed.</summary>
    [Id(1)] public bool HasText { get; init; }

    /// <summary>Whether later messages of an incident are put with its first one: <c>thread</c>, <c>update</c> (in place), or empty.</summary>
    [Id(2)] public string Incident { get; init; } = "";

    /// <summary>Name of the setting that says to whom it writes and that a member of a rota may replace by an address of their own; empty where there is none.</summary>
    [Id(3)] public string AddressSetting { get; init; } = "";

    /// <summary>Whether it is told at once, and not with the next message, that an incident it knows of was acknowledged or that this was withdrawn.</summary>
    [Id(4)] public bool HearsAcknowledgement { get; init; }
}
