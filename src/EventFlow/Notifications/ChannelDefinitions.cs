using System.Text.RegularExpressions;

namespace EventFlow.Notifications;

/// <summary>What holds for the definition of every channel, wherever it comes from.</summary>
internal static partial class ChannelDefinitions
{
    /// <summary>What is shown in place of a secret, and keeps it when it is given back.</summary>
    public const string Mask = "***";

    public const string FromSettings = "settings";
    public const string FromApi = "api";

    /// <summary>Every fault of a definition.</summary>
    public static IReadOnlyList<Fault> Validate(ChannelDefinition channel, ChannelKinds kinds)
    {
        var faults = new List<Fault>();
        if (!Id().IsMatch(channel.Id)) faults.Add(new("id", $"'{channel.Id}'", "1 to 64 letters, digits and dashes"));
        if (channel.MinSeverity is < Severity.Info or > Severity.Critical) faults.Add(new("minSeverity", $"'{channel.MinSeverity}'", "info, warning or critical"));
        if (kinds.Find(channel.Kind) is { } kind) faults.AddRange(Settings(channel, kind));
        else faults.Add(new("kind", $"'{channel.Kind}'", $"one of {string.Join(", ", kinds.Descriptions.Select(static d => d.Kind))}"));
        return faults;
    }

    /// <summary>The definition with its secrets masked. When the kind is not known, everything is a secret.</summary>
    public static ChannelDefinition Masked(this ChannelDefinition channel, ChannelKinds kinds)
    {
        var known = kinds.Describe(channel.Kind)?.Settings;
        bool IsSecret(string name) => known?.FirstOrDefault(s => s.Name == name)?.Secret ?? true;
        return channel with { Settings = LabelSet.Create(channel.Settings.Pairs.Select(p => IsSecret(p.Key) && p.Value.Length > 0 ? KeyValuePair.Create(p.Key, Mask) : p)) };
    }

    /// <summary>
    /// The definition with masked secrets replaced by those of the stored one. A mask without a stored secret is a fault, and so is one beside a new address: a secret
    /// that is never shown must not be sent where somebody else reads it.
    /// </summary>
    public static (ChannelDefinition Channel, IReadOnlyList<Fault> Faults) Unmasked(this ChannelDefinition channel, ChannelDefinition? stored, ChannelKinds kinds)
    {
        var faults = new List<Fault>();
        string[] addresses = [.. kinds.Describe(channel.Kind)?.Settings.Where(static s => s.Address).Select(static s => s.Name) ?? []];
        var moved = addresses.Any(name => channel.Settings[name] is var address && address != Mask && address?.Trim() != stored?.Settings[name]?.Trim());
        var settings = channel.Settings;
        foreach (var (name, value) in channel.Settings.Pairs)
        {
            if (value != Mask) continue;
            if (stored is not null && stored.Kind == channel.Kind && stored.Settings[name] is { } secret)
            {
                if (moved && !addresses.Contains(name)) faults.Add(new($"settings.{name}", $"'{Mask}'", "the secret itself: give the secret again because the address changed"));
                else settings = settings.With(name, secret);
            }
            else faults.Add(new($"settings.{name}", $"'{Mask}'", "the secret itself, as none is stored yet"));
        }
        return (channel with { Settings = settings }, faults);
    }

    private static IEnumerable<Fault> Settings(ChannelDefinition channel, INotificationChannel kind)
    {
        var (settings, known) = (channel.Settings, kind.Description.WithCommon().Settings);
        foreach (var (name, _) in settings.Pairs)
            if (known.All(s => s.Name != name)) yield return new($"settings.{name}", "a setting this kind does not have", known.Count == 0 ? "none" : $"one of {string.Join(", ", known.Select(static s => s.Name))}");
        foreach (var setting in known)
            if (setting.Required && string.IsNullOrWhiteSpace(settings[setting.Name])) yield return new($"settings.{setting.Name}", "missing", setting.Summary.TrimEnd('.'));
        foreach (var fault in kind.Validate(settings).Concat(CommonSettings.Validate(channel))) yield return fault with { Field = $"settings.{fault.Field}" };
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
