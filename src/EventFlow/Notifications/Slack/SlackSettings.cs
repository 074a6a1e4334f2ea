namespace EventFlow.Notifications.Slack;

/// <summary>The settings of a Slack channel, read from their text form: a bot token and a conversation, or the address of an incoming webhook.</summary>
internal sealed record SlackSettings(Uri? WebhookUrl, string? Token, string? Conversation, Uri ApiUrl, bool UpdatesInPlace, string? Mention, TimeSpan Timeout)
{
    private const string StandardApi = "https://slack.com/api/";

    public static readonly IReadOnlyList<ChannelSetting> Descriptions =
    [
        new("bot_token", "Bot token", "xoxb-…, with the scope chat:write: messages of an incident go into one thread, and its first message shows how it stands.", null, false, true),
        new("channel", "Conversation", "Id (C0123456789) or name (#alerts) of the conversation; with a bot token.", null, false, false),
        new("webhook_url", "Incoming webhook", "The simpler form, instead of a bot token: https://hooks.slack.com/services/…", null, false, true) { Address = true },
        new("update", "Update in place", "With a bot token: whether the first message of an incident is changed as it goes on.", "true", false, false) { Type = "flag" },
        new("mention", "Mention", "Who is called when something critical fires, for example <!here> or <@U0123456789>.", null, false, false),
        HttpSettings.ApiUrl(StandardApi), HttpSettings.Timeout,
    ];

    public static SlackSettings Read(LabelSet settings) => new(
        HttpSettings.Text(settings, "webhook_url") is { } url ? new(url, UriKind.Absolute) : null, HttpSettings.Text(settings, "bot_token"), HttpSettings.Text(settings, "channel"),
        new(HttpSettings.UrlOf(settings, "api_url", StandardApi).ToString().TrimEnd('/') + "/"), HttpSettings.Flag(settings, "update", true), HttpSettings.Text(settings, "mention"), HttpSettings.TimeoutOf(settings));

    public static IReadOnlyList<Fault> Validate(LabelSet settings)
    {
        var faults = new List<Fault>();
        var (token, url) = (HttpSettings.Text(settings, "bot_token"), HttpSettings.Text(settings, "webhook_url"));
        if (token is null && url is null) faults.Add(new("bot_token", "missing, as is webhook_url", "one of the two"));
        if (token is not null && url is not null) faults.Add(new("webhook_url", "set beside bot_token", "one of the two"));
        if (token is not null && HttpSettings.Text(settings, "channel") is null) faults.Add(new("channel", "missing", "the conversation the bot writes to"));
        HttpSettings.ValidateToken(faults, settings, "bot_token");
        HttpSettings.ValidateUrl(faults, settings, "webhook_url");
        HttpSettings.ValidateUrl(faults, settings, "api_url");
        HttpSettings.ValidateFlag(faults, settings, "update");
        HttpSettings.ValidateTimeout(faults, settings);
        return faults;
    }
}
