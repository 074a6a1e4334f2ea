using System.Globalization;

namespace EventFlow.Notifications;

/// <summary>Settings that several kinds have, and what is wrong with them.</summary>
internal static class HttpSettings
{
    public static readonly ChannelSetting Timeout = new("timeout", "Timeout", "How long to wait for the answer, in seconds, from 1 to 120.", "10", false, false) { Type = "number" };

    public static ChannelSetting ApiUrl(string standard) => new("api_url", "API address", "For a proxy or a private installation; an http or https address.", standard, false, false) { Address = true };

    public static string? Text(LabelSet settings, string name) => string.IsNullOrWhiteSpace(settings[name]) ? null : settings[name]!.Trim();

    public static double? Number(LabelSet settings, string name) =>
        double.TryParse(Text(settings, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    public static bool Flag(LabelSet settings, string name, bool standard = false) => Text(settings, name) is { } text ? text.Equals("true", StringComparison.OrdinalIgnoreCase) : standard;

    public static TimeSpan TimeoutOf(LabelSet settings) => TimeSpan.FromSeconds(Number(settings, "timeout") ?? 10);

    public static Uri UrlOf(LabelSet settings, string name, string standard) => new(Text(settings, name) ?? standard, UriKind.Absolute);

    /// <summary>A fault does not repeat the address: it may be a secret.</summary>
    public static void ValidateUrl(List<Fault> faults, LabelSet settings, string name)
    {
        if (Text(settings, name) is not { } text) return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0) faults.Add(new(name, $"text of {text.Length} characters that is no address", "an absolute http or https address"));
        else if (url.Scheme is not ("http" or "https")) faults.Add(new(name, $"an address with scheme {url.Scheme}", "http or https"));
        else if (url.UserInfo.Length > 0) faults.Add(new(name, "an address with a user name in it", "an address without one"));
    }

    public static void ValidateNumber(List<Fault> faults, LabelSet settings, string name, double least, double most, string expected)
    {
        if (Text(settings, name) is not { } text) return;
        if (Number(settings, name) is not { } value || !(value >= least && value <= most)) faults.Add(new(name, $"'{text}'", expected));
    }

    public static void ValidateTimeout(List<Fault> faults, LabelSet settings) => ValidateNumber(faults, settings, "timeout", 1, 120, "seconds, from 1 to 120");

    public static void ValidateFlag(List<Fault> faults, LabelSet settings, string name)
    {
        if (Text(settings, name) is { } text && !bool.TryParse(text, out _)) faults.Add(new(name, $"'{text}'", "true or false"));
    }

    public static void ValidateChoice(List<Fault> faults, LabelSet settings, string name, IReadOnlyList<string> choices)
    {
        if (Text(settings, name) is { } text && !choices.Contains(text)) faults.Add(new(name, $"'{text}'", string.Join(", ", choices)));
    }

    /// <summary>A secret that goes into a header or a path: visible ASCII only.</summary>
    public static void ValidateToken(List<Fault> faults, LabelSet settings, string name)
    {
        if (Text(settings, name) is { } text && text.Any(static c => c is < '!' or > '~')) faults.Add(new(name, "a secret with a space or a character outside ASCII", "visible ASCII characters only"));
    }
}
