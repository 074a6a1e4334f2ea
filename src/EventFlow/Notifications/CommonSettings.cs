using System.Globalization;
using System.Text.RegularExpressions;
using EventFlow.Notifications.Templates;

namespace EventFlow.Notifications;

/// <summary>The settings that every kind of channel has: how it words its messages, how fast it sends, and who stands in when it cannot.</summary>
internal static partial class CommonSettings
{
    public const string Title = "template_title";
    public const string Body = "template_text";
    public const string Rate = "rate_limit";
    public const string Fallback = "fallback";
    public const string FallbackAfter = "fallback_after";

    private const string RateForm = "messages/seconds, for example 20/60, or 0 for no limit";
    private const double DefaultFallbackAfter = 300;

    private static readonly ChannelSetting[] Wording =
    [
        new(Title, "Title template", "Words the title; empty is the built-in text.", null, false, false) { Type = "template", Section = "message" },
        new(Body, "Text template", "Words the text below the title; empty is the built-in text.", null, false, false) { Type = "template", Section = "message" },
    ];

    /// <summary>The kind's own settings and those every kind has.</summary>
    public static ChannelKindDescription WithCommon(this ChannelKindDescription kind) => kind with
    {
        Settings =
        [
            .. kind.Settings, .. kind.HasText ? Wording : [],
            new(Rate, "Rate limit", $"At most so many {RateForm}. Evenly spaced.", kind.RateLimit.Length > 0 ? kind.RateLimit : "0", false, false) { Section = "delivery" },
            new(Fallback, "Fallback channel", "The channel that is given a message that cannot be delivered here.", null, false, false) { Section = "delivery" },
            new(FallbackAfter, "Fallback after", "Seconds a message waits before the fallback channel is given it too, from 0 to 86400.", "300", false, false) { Type = "number", Section = "delivery" },
        ],
    };

    /// <summary>What they say of delivery.</summary>
    public static DeliverySettings Delivery(this ChannelDefinition channel, ChannelKindDescription? kind)
    {
        var fallback = Text(channel.Settings, Fallback);
        return new(Spacing(Text(channel.Settings, Rate) ?? kind?.RateLimit ?? "") ?? 0, fallback, (long)((Number(channel.Settings, FallbackAfter) ?? DefaultFallbackAfter) * 1000));
    }

    /// <summary>What is wrong with them.</summary>
    public static IEnumerable<Fault> Validate(ChannelDefinition channel)
    {
        var settings = channel.Settings;
        if (Text(settings, Rate) is { } rate && Spacing(rate) is null) yield return new(Rate, $"'{rate}'", RateForm);
        if (Text(settings, Fallback) is { } fallback && string.Equals(fallback, channel.Id, StringComparison.OrdinalIgnoreCase)) yield return new(Fallback, "the channel itself", "the id of another channel");
        if (Text(settings, FallbackAfter) is { } after && Number(settings, FallbackAfter) is not (>= 0 and <= 86_400)) yield return new(FallbackAfter, $"'{after}'", "seconds, from 0 to 86400");
        foreach (var name in new[] { Title, Body })
            if (settings[name] is { Length: > 0 } source && Template.FaultOf(source) is { } fault) yield return new(name, fault, "a template; docs/channels/templates.md says what it may hold");
    }

    /// <summary>Time between two messages of a rate, ms; 0 is no limit, null when the text is not a rate.</summary>
    public static long? Spacing(string rate)
    {
        if (rate is "" or "0") return 0;
        var match = Rates().Match(rate);
        if (!match.Success) return null;
        var (messages, seconds) = (long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        return messages == 0 || seconds == 0 ? null : (seconds * 1000 + messages - 1) / messages;
    }

    private static string? Text(LabelSet settings, string name) => string.IsNullOrWhiteSpace(settings[name]) ? null : settings[name]!.Trim();

    private static double? Number(LabelSet settings, string name) =>
        double.TryParse(Text(settings, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex("^([0-9]{1,6})/([0-9]{1,5})$", RegexOptions.CultureInvariant)]
    private static partial Regex Rates();
}
