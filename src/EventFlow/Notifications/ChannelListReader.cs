using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications;

/// <summary>
/// Reads the channels of the settings. Settings of a kind stand beside the id, or below <c>Settings</c>; <c>BearerToken</c>, <c>bearer-token</c> and <c>bearer_token</c> are the
/// same, so that they read well in JSON and in environment variables.
/// </summary>
internal sealed class ChannelListReader(IConfiguration configuration, ChannelKinds kinds) : IConfigureOptions<ChannelListOptions>
{
    private static readonly string[] Common = ["Id", "Kind", "Enabled", "MinSeverity", "SendResolved", "Settings"];

    public void Configure(ChannelListOptions options)
    {
        foreach (var section in configuration.GetSection(ChannelListOptions.Section).GetChildren())
        {
            var kind = (section["Kind"] ?? "").Trim().ToLowerInvariant();
            options.Keys.Add(section.Path);
            options.Channels.Add(new(
                section["Id"]?.Trim() ?? kind, kind, Flag(options, section, "Enabled"), SeverityOf(options, section), Flag(options, section, "SendResolved"),
                SettingsOf(section, kind), ChannelDefinitions.FromSettings));
        }
    }

    private LabelSet SettingsOf(IConfigurationSection section, string kind)
    {
        var known = kinds.Describe(kind)?.Settings ?? [];
        var given = section.GetChildren().Where(static c => !Common.Contains(c.Key, StringComparer.OrdinalIgnoreCase)).Concat(section.GetSection("Settings").GetChildren());
        return LabelSet.Create(given.Select(c => KeyValuePair.Create(known.FirstOrDefault(s => Plain(s.Name) == Plain(c.Key))?.Name ?? c.Key, c.Value ?? "")));
    }

    private static bool Flag(ChannelListOptions options, IConfigurationSection section, string name)
    {
        if (section[name] is not { } text) return true;
        if (bool.TryParse(text, out var flag)) return flag;
        options.Unreadable.Add(new($"{section.Path}:{name}", $"'{text}'", "true or false"));
        return true;
    }

    private static Severity SeverityOf(ChannelListOptions options, IConfigurationSection section)
    {
        if (section["MinSeverity"] is not { } text) return Severity.Info;
        if (Enum.TryParse<Severity>(text, ignoreCase: true, out var severity) && severity != Severity.None && Enum.IsDefined(severity)) return severity;
        options.Unreadable.Add(new($"{section.Path}:MinSeverity", $"'{text}'", "info, warning or critical"));
        return Severity.Info;
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
