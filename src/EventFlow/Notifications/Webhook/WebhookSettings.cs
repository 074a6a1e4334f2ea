using System.Globalization;

namespace EventFlow.Notifications.Webhook;

/// <summary>The settings of a webhook channel, read from their text form.</summary>
internal sealed record WebhookSettings(Uri Url, string? BearerToken, string? UserName, string? Password, string? HmacSecret, TimeSpan Timeout, int MaxAlerts)
{
    public static readonly IReadOnlyList<ChannelSetting> Descriptions =
    [
        new("url", "URL", "Where to send: an http or https address.", null, true, false) { Address = true },
        new("bearer_token", "Bearer token", "Sent as Authorization: Bearer …", null, false, true),
        new("username", "User name", "For basic authentication, together with the password.", null, false, false),
        new("password", "Password", "For basic authentication, together with the user name.", null, false, true),
        new("hmac_secret", "Signing secret", "When set, X-EventFlow-Signature carries sha256= and the HMAC-SHA256 of X-EventFlow-Timestamp, a dot and the body, in hexadecimal digits. At least 16 characters.", null, false, true),
        new("timeout", "Timeout", "How long to wait for the answer, in seconds, from 1 to 120.", "10", false, false),
        new("max_alerts", "Alerts per message", "More are counted in truncatedAlerts only; 0 is all, at most 10000.", "0", false, false),
    ];

    public static WebhookSettings Read(LabelSet settings) => new(
        new(settings["url"]!, UriKind.Absolute), Text(settings, "bearer_token"), Text(settings, "username"), Text(settings, "password"), Text(settings, "hmac_secret"),
        TimeSpan.FromSeconds(Number(settings, "timeout") ?? 10), (int)(Number(settings, "max_alerts") ?? 0));

    public static IReadOnlyList<Fault> Validate(LabelSet settings)
    {
        var faults = new List<Fault>();
        ValidateUrl(faults, Text(settings, "url"));
        ValidateCredentials(faults, settings);
        ValidateNumber(faults, settings, "timeout", 1, 120, "seconds, from 1 to 120");
        ValidateNumber(faults, settings, "max_alerts", 0, 10_000, "a whole number from 0 (all) to 10000");
        return faults;
    }

    private static void ValidateUrl(List<Fault> faults, string? text)
    {
        if (text is null) return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0) faults.Add(new("url", $"text of {text.Length} characters that is no address", "an absolute http or https address"));
        else if (url.Scheme is not ("http" or "https")) faults.Add(new("url", $"an address with scheme {url.Scheme}", "http or https"));
        else if (url.UserInfo.Length > 0) faults.Add(new("url", "an address with a user name in it", "none there; use the settings username and password, which are kept secret"));
    }

    private static void ValidateCredentials(List<Fault> faults, LabelSet settings)
    {
        var (token, user, password, secret) = (Text(settings, "bearer_token"), Text(settings, "username"), Text(settings, "password"), Text(settings, "hmac_secret"));
        if (token is not null && (user ?? password) is not null) faults.Add(new("bearer_token", "set beside username or password", "one way to authenticate, not two"));
        if (token is not null && token.Any(static c => c is < '!' or > '~')) faults.Add(new("bearer_token", "a secret with a space or a character outside ASCII", "visible ASCII characters only"));
        if (password is not null && user is null) faults.Add(new("username", "empty while password is set", "the user name that goes with the password"));
        if (user is not null && user.Contains(':', StringComparison.Ordinal)) faults.Add(new("username", "a name with a colon", "a name without one, as basic authentication demands"));
        if (secret is not null && secret.Length < 16) faults.Add(new("hmac_secret", $"a secret of {secret.Length} characters", "at least 16"));
    }

    private static void ValidateNumber(List<Fault> faults, LabelSet settings, string name, double least, double most, string expected)
    {
        if (Text(settings, name) is not { } text) return;
        if (Number(settings, name) is not { } value || !(value >= least && value <= most)) faults.Add(new(name, $"'{text}'", expected));
    }

    private static double? Number(LabelSet settings, string name) =>
        double.TryParse(Text(settings, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string? Text(LabelSet settings, string name) => string.IsNullOrWhiteSpace(settings[name]) ? null : settings[name]!.Trim();
}
