namespace EventFlow.Notifications;

/// <summary>A page of a channel, as it is stored.</summary>
public sealed class ChannelPageState
{
    /// <summary>The page; null before it is stored.</summary>
    public ChannelPage? Page { get; set; }
}
