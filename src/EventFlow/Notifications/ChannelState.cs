namespace EventFlow.Notifications;

/// <summary>What leads to a channel's pages, as it is stored. Written when the channel is configured and once in <see cref="ChannelStore.PagesAhead"/> pages.</summary>
public sealed class ChannelState
{
    /// <summary>The channel; null until it is configured.</summary>
    public ChannelDefinition? Definition { get; set; }

    /// <summary>Pages below <see cref="NextPage"/> that were there when this was written. Some may be gone since.</summary>
    public List<long> Pages { get; set; } = [];

    /// <summary>This page and the <see cref="ChannelStore.PagesAhead"/> - 1 after it may exist without being listed.</summary>
    public long NextPage { get; set; }

    /// <summary>The vitals when this was written.</summary>
    public ChannelVitals Vitals { get; set; } = new();
}
