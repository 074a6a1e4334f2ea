using EventFlow.Alerting;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications.Teams;

/// <summary>Posts an Adaptive Card to the address of a workflow of Microsoft Teams ("post to a channel when a webhook request is received").</summary>
public sealed class TeamsChannel(IHttpClientFactory clients, IOptions<AlertingOptions> options, TimeProvider time) : INotificationChannel
{
    /// <summary>Name of the kind, and of the HTTP client it uses.</summary>
    public const string Kind = "teams";

    // Teams takes 28 KB; libraries found 21 KB in practice. A text without marks is 14,000 bytes at most, so that its lines fit too.
    private const int MaxMessageBytes = 21_000;
    private const int MaxBodyBytes = 14_000;

    private static readonly IReadOnlyList<ChannelSetting> Settings =
    [
        new("webhook_url", "Workflow address", "The address that the workflow shows; who knows it can post, so it is kept secret.", null, true, true) { Address = true }, HttpSettings.Timeout,
    ];

    private readonly string _externalUrl = options.Value.ExternalUrl.TrimEnd('/');

    /// <inheritdoc/>
    public ChannelKindDescription Description { get; } = new(Kind, "Microsoft Teams", "Posts a card to a channel or chat of Teams, through a workflow.", Settings) { RateLimit = "4/1", HasText = true };

    /// <inheritdoc/>
    public IReadOnlyList<Fault> Validate(LabelSet settings)
    {
        var faults = new List<Fault>();
        HttpSettings.ValidateUrl(faults, settings, "webhook_url");
        HttpSettings.ValidateTimeout(faults, settings);
        return faults;
    }

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var (settings, body) = (dispatch.Channel.Settings, JsonRequests.Bytes(Card(dispatch, MaxBodyBytes)));
        // Marks and quotes are escaped, twice over: how long a text is then, only the message tells.
        for (var most = MaxBodyBytes / 2; body.Length > MaxMessageBytes && most > 0; most /= 2) body = JsonRequests.Bytes(Card(dispatch, most));
        return await HttpDelivery.SendAsync(
            clients.CreateClient(Kind), url => JsonRequests.Post(url, body), new(HttpSettings.Text(settings, "webhook_url")!), HttpSettings.TimeoutOf(settings), time, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken)
    {
        // A workflow only starts for POST; that anything answers means that the way is open.
        var url = new Uri(HttpSettings.Text(channel.Settings, "webhook_url")!);
        var result = await HttpDelivery.SendAsync(clients.CreateClient(Kind), static to => new(HttpMethod.Head, to), url, HttpSettings.TimeoutOf(channel.Settings), time, cancellationToken);
        return result.Reason is FailureReason.Client or FailureReason.Auth ? DeliveryResult.Sent($"reached ({result.Detail} to HEAD)") : result;
    }

    private object Card(Dispatch dispatch, int mostBytes) => new
    {
        type = "message",
        attachments = new object[] { new { contentType = "application/vnd.microsoft.card.adaptive", content = Content(dispatch, mostBytes) } },
    };

    private Dictionary<string, object> Content(Dispatch dispatch, int mostBytes)
    {
        var blocks = new List<object> { new { type = "TextBlock", text = Escape(TextLimits.Cut(dispatch.Text.Title, 300)), weight = "bolder", size = "medium", wrap = true, color = Colour(dispatch.Notification) } };
        // A text block joins lines; each gets a block of its own.
        foreach (var line in TextLimits.CutBytes(dispatch.Text.Body, mostBytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(80))
            blocks.Add(new { type = "TextBlock", text = Escape(line), wrap = true, spacing = "small" });
        return new()
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["type"] = "AdaptiveCard", ["version"] = "1.4", ["body"] = blocks,
            ["msteams"] = new { width = "Full" },
            ["actions"] = new object[] { new { type = "Action.OpenUrl", title = "Open in EventFlow", url = MessageWords.LinkOf(dispatch.Notification, _externalUrl) } },
        };
    }

    private static string Colour(Notification notification) => notification.Status == "resolved" ? "good" : MessageWords.Highest(notification) switch
    {
        Severity.Critical => "attention",
        Severity.Warning => "warning",
        _ => "accent",
    };

    // Cards read a little Markdown: what people wrote in labels must not become a link or a list.
    private static string Escape(string text)
    {
        foreach (var mark in new[] { "\\", "[", "]", "*", "_", "#" }) text = text.Replace(mark, "\\" + mark, StringComparison.Ordinal);
        return text;
    }
}
