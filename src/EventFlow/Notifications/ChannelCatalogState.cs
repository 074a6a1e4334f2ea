namespace EventFlow.Notifications;

/// <summary>The channels made through the API, as they are stored.</summary>
public sealed class ChannelCatalogState
{
    /// <summary>The channels by id.</summary>
    public SortedDictionary<string, ChannelDefinition> Channels { get; set; } = new(StringComparer.Ordinal);
}
