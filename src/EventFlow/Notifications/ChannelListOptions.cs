namespace EventFlow.Notifications;

/// <summary>The channels of the settings, section <c>EventFlow:Channels</c>: a list of id, kind and so on; every other key is a setting of the kind.</summary>
public sealed class ChannelListOptions
{
    /// <summary>The section these settings are read from.</summary>
    public const string Section = "EventFlow:Channels";

    /// <summary>The channels.</summary>
    public IList<ChannelDefinition> Channels { get; } = [];

    /// <summary>The key of each channel's section, in the same order.</summary>
    internal List<string> Keys { get; } = [];

    /// <summary>What could not be read at all.</summary>
    internal List<Fault> Unreadable { get; } = [];
}
