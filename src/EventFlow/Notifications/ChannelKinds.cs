namespace EventFlow.Notifications;

/// <summary>The kinds of channel this process knows. Thread safe.</summary>
public sealed class ChannelKinds(IEnumerable<INotificationChannel> channels)
{
    private readonly Dictionary<string, INotificationChannel> _byKind = channels.ToDictionary(static c => c.Description.Kind, StringComparer.Ordinal);

    /// <summary>The descriptions, ordered by kind.</summary>
    public IReadOnlyList<ChannelKindDescription> Descriptions => [.. _byKind.Values.Select(static c => c.Description.WithCommon()).OrderBy(static d => d.Kind, StringComparer.Ordinal)];

    /// <summary>The description of a kind with the settings every kind has; null when there is none.</summary>
    public ChannelKindDescription? Describe(string kind) => Find(kind)?.Description.WithCommon();

    /// <summary>Ids of those channels that are told of an acknowledgement at once.</summary>
    public IReadOnlySet<string> HearingAcknowledgement(IEnumerable<ChannelDefinition> channels) =>
        channels.Where(c => c.Enabled && Find(c.Kind)?.Description.HearsAcknowledgement == true).Select(static c => c.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>The plug-in of a kind; null when there is none.</summary>
    public INotificationChannel? Find(string kind) => _byKind.GetValueOrDefault(kind);
}
