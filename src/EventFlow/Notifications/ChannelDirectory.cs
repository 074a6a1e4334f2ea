using EventFlow.Notifications.Log;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications;

/// <summary>All channels there are: those of the settings and those made through the API. Thread safe.</summary>
public sealed class ChannelDirectory(IGrainFactory grains, IOptions<ChannelListOptions> options)
{
    private static readonly ChannelDefinition DefaultChannel = new(LogChannel.Kind, LogChannel.Kind, true, Severity.Info, true, LabelSet.Empty, ChannelDefinitions.FromSettings);

    /// <summary>The channels of the settings; the log when they name none.</summary>
    public IReadOnlyList<ChannelDefinition> FromSettings { get; } = options.Value.Channels.Count > 0 ? [.. options.Value.Channels] : [DefaultChannel];

    /// <summary>All channels, ordered by id. One of the settings hides one of the same id made through the API.</summary>
    public async ValueTask<IReadOnlyList<ChannelDefinition>> ListAsync()
    {
        var made = await grains.GetGrain<IChannelCatalogGrain>(Tenants.Default).List();
        return [.. FromSettings.Concat(made.Where(m => !IsFromSettings(m.Id))).OrderBy(static c => c.Id, StringComparer.Ordinal)];
    }

    /// <summary>One channel; null when there is none.</summary>
    public async ValueTask<ChannelDefinition?> FindAsync(string id) => (await ListAsync()).FirstOrDefault(c => c.Id == id);

    /// <summary>Whether the settings name a channel of this id.</summary>
    public bool IsFromSettings(string id) => FromSettings.Any(s => string.Equals(s.Id, id, StringComparison.OrdinalIgnoreCase));
}
