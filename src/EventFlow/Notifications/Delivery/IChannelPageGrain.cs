namespace EventFlow.Notifications;

/// <summary>A page of a channel on disk; the key is channel, slash, number. Only the <see cref="ChannelGrain"/> calls it.</summary>
[Alias("EventFlow.Notifications.IChannelPageGrain")]
public interface IChannelPageGrain : IGrainWithStringKey
{
    /// <summary>What is stored; null when nothing is.</summary>
    [Alias("Load")]
    ValueTask<ChannelPage?> Load();

    /// <summary>Replaces what is stored; returns after it is saved.</summary>
    [Alias("Store")]
    ValueTask Store(ChannelPage page);

    /// <summary>Forgets it.</summary>
    [Alias("Clear")]
    ValueTask Clear();
}
