using System.Net;
using EventFlow.Alerting;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications.Telegram;

/// <summary>Writes to a chat of Telegram as a bot; later messages of an incident reply to its first one.</summary>
public sealed class TelegramChannel(IHttpClientFactory clients, IOptions<AlertingOptions> options, TimeProvider time) : INotificationChannel
{
    /// <summary>Name of the kind, and of the HTTP client it uses.</summary>
    public const string Kind = "telegram";

    private const string StandardApi = "https://api.telegram.org";

    // Telegram counts 4,096 characters after its markup is read; what is escaped counts once.
    private const int MaxText = 3_800;

    private static readonly IReadOnlyList<ChannelSetting> Settings =
    [
        new("bot_token", "Bot token", "As BotFather gave it: 123456:ABC…", null, true, true),
        new("chat_id", "Chat", "Number of the chat (groups begin with -), or @name of a public channel.", null, true, false),
        new("message_thread_id", "Topic", "Number of the topic, in a group that has topics.", null, false, false) { Type = "number" },
        new("silent", "Silent", "Whether phones stay silent for what is not critical.", "false", false, false) { Type = "flag" },
        HttpSettings.ApiUrl(StandardApi), HttpSettings.Timeout,
    ];

    private readonly string _externalUrl = options.Value.ExternalUrl.TrimEnd('/');

    /// <inheritdoc/>
    public ChannelKindDescription Description { get; } = new(Kind, "Telegram", "Writes to a chat or channel of Telegram, as a bot.", Settings) { RateLimit = "20/60", HasText = true, AddressSetting = "chat_id", Incident = "thread" };

    /// <inheritdoc/>
    public IReadOnlyList<Fault> Validate(LabelSet settings)
    {
        var faults = new List<Fault>();
        if (HttpSettings.Text(settings, "bot_token") is { } token && !IsToken(token)) faults.Add(new("bot_token", $"a secret of {token.Length} characters that is no token", "digits, a colon, then letters, digits, - and _"));
        if (HttpSettings.Text(settings, "chat_id") is { } chat && !chat.StartsWith('@') && !long.TryParse(chat, out _)) faults.Add(new("chat_id", $"'{TextLimits.Cut(chat, 40)}'", "a number, or @ and a name"));
        HttpSettings.ValidateNumber(faults, settings, "message_thread_id", 1, int.MaxValue, "a whole number from 1");
        HttpSettings.ValidateFlag(faults, settings, "silent");
        HttpSettings.ValidateUrl(faults, settings, "api_url");
        HttpSettings.ValidateTimeout(faults, settings);
        return faults;
    }

    /// <inheritdoc/>
    public ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var settings = dispatch.Channel.Settings;
        var notification = dispatch.Notification;
        var body = new
        {
            chat_id = HttpSettings.Text(settings, "chat_id"),
            message_thread_id = HttpSettings.Number(settings, "message_thread_id") is { } topic ? (long?)topic : null,
            text = Text(dispatch),
            parse_mode = "HTML",
            disable_notification = HttpSettings.Flag(settings, "silent") && !MessageWords.Calls(notification) ? true : (bool?)null,
            link_preview_options = new { is_disabled = true },
            reply_parameters = long.TryParse(dispatch.Reference, out var first) ? new { message_id = first, allow_sending_without_reply = true } : null,
        };
        return CallAsync(settings, "sendMessage", body, (result, answer) => Judge(result, answer, dispatch.Reference), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken) =>
        CallAsync(channel.Settings, "getChat", new { chat_id = HttpSettings.Text(channel.Settings, "chat_id") }, static (result, answer) => Judge(result, answer, null), cancellationToken);

    private ValueTask<DeliveryResult> CallAsync(LabelSet settings, string method, object body, Func<DeliveryResult, string?, DeliveryResult> judge, CancellationToken cancellationToken)
    {
        var bytes = JsonRequests.Bytes(body);
        // The token is a part of the address: nothing of an address ever goes into a text.
        var url = new Uri($"{HttpSettings.UrlOf(settings, "api_url", StandardApi).ToString().TrimEnd('/')}/bot{HttpSettings.Text(settings, "bot_token")}/{method}");
        return HttpDelivery.SendAsync(clients.CreateClient(Kind), to => JsonRequests.Post(to, bytes), url, HttpSettings.TimeoutOf(settings), time, judge, cancellationToken);
    }

    private static DeliveryResult Judge(DeliveryResult byStatus, string? answer, string? reference)
    {
        var body = JsonRequests.Read(answer);
        if (byStatus.Outcome == DeliveryOutcome.Sent)
        {
            if (answer is not null && body.Flag("ok") != true) return DeliveryResult.Retry(FailureReason.Server, "an answer that is not Telegram's") with { MaybeSent = true };
            return byStatus with { Reference = reference ?? body.Member("result").Text("message_id") };
        }
        // Telegram says how long to wait in the body, proxies of it in the header.
        var wait = body.Member("parameters").Number("retry_after") is { } seconds ? HttpDelivery.Patience(seconds) : byStatus.RetryAfter;
        return byStatus.Outcome == DeliveryOutcome.Retry ? byStatus with { RetryAfter = wait } : byStatus;
    }

    private string Text(Dispatch dispatch)
    {
        var link = MessageWords.LinkOf(dispatch.Notification, _externalUrl);
        var title = TextLimits.Cut(dispatch.Text.Title, 250);
        return $"<b>{WebUtility.HtmlEncode(title)}</b>\n{WebUtility.HtmlEncode(TextLimits.Cut(dispatch.Text.Body, MaxText - title.Length))}\n<a href=\"{WebUtility.HtmlEncode(link)}\">Open in EventFlow</a>";
    }

    private static bool IsToken(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1 && text[..colon].All(char.IsAsciiDigit) && text[(colon + 1)..].All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
    }
}
