namespace EventFlow.Dashboard.Channels;

/// <summary>A channel while somebody edits it; its settings follow from the description of its kind.</summary>
public sealed class ChannelForm
{
    /// <summary>Whether it exists already; its id stays then.</summary>
    public bool Exists { get; private init; }
    /// <summary>Identity.</summary>
    public string Id { get; set; } = "";
    /// <summary>Kind.</summary>
    public string Kind { get; set; } = "";
    /// <summary>Whether it sends.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>Least severity it is told.</summary>
    public Severity MinSeverity { get; set; } = Severity.Info;
    /// <summary>Whether it hears of resolved alerts.</summary>
    public bool SendResolved { get; set; } = true;
    /// <summary>What was typed, by setting; empty means the default.</summary>
    public Dictionary<string, string> Settings { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>A form for a new channel.</summary>
    public static ChannelForm New(IReadOnlyList<ChannelKindDescription> kinds) => new() { Kind = kinds.FirstOrDefault(static k => k.Kind == "webhook")?.Kind ?? kinds.FirstOrDefault()?.Kind ?? "" };

    /// <summary>A form for a channel that exists.</summary>
    public static ChannelForm From(ChannelDefinition c) => new()
    {
        Exists = true, Id = c.Id, Kind = c.Kind, Enabled = c.Enabled, MinSeverity = c.MinSeverity, SendResolved = c.SendResolved, Settings = c.Settings.Pairs.ToDictionary(StringComparer.Ordinal),
    };

    /// <summary>The channel as typed.</summary>
    public ChannelDefinition Build() => new(Id.Trim(), Kind, Enabled, MinSeverity, SendResolved, LabelSet.Create(Settings.Where(static s => s.Value.Trim().Length > 0).Select(static s => new KeyValuePair<string, string>(s.Key, s.Value.Trim()))), "api");
}
