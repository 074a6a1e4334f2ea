using System.Globalization;
using EventFlow.Alerting;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications.Discord;

/// <summary>Writes to a channel of Discord through a webhook; the first message of an incident is changed in place to say how it stands.</summary>
public sealed class DiscordChannel(IHttpClientFactory clients, IOptions<AlertingOptions> options, TimeProvider time) : INotificationChannel
{
    /// <summary>Name of the kind, and of the HTTP client it uses.</summary>
    public const string Kind = "discord";

    private const int MaxTitle = 256;
    private const int MaxDescription = 4_000;

    private static readonly IReadOnlyList<ChannelSetting> Settings =
    [
        new("webhook_url", "Webhook address", "https://discord.com/api/webhooks/…; who knows it can post, so it is kept secret.", null, true, true) { Address = true },
        new("username", "Name", "Under which name messages appear; empty is that of the webhook.", null, false, false),
        new("mention", "Mention", "Who is called when something critical fires, for example @here or <@&role>.", null, false, false),
        new("update", "Update in place", "Whether the first message of an incident is changed as it goes on.", "true", false, false) { Type = "flag" },
        HttpSettings.Timeout,
    ];

    private readonly string _externalUrl = options.Value.ExternalUrl.TrimEnd('/');

    /// <inheritdoc/>
    public ChannelKindDescription Description { get; } = new(Kind, "Discord", "Writes to a channel of Discord, through a webhook.", Settings) { RateLimit = "30/60", HasText = true, Incident = "update" };

    /// <inheritdoc/>
    public IReadOnlyList<Fault> Validate(LabelSet settings)
    {
        var faults = new List<Fault>();
        HttpSettings.ValidateUrl(faults, settings, "webhook_url");
        HttpSettings.ValidateFlag(faults, settings, "update");
        HttpSettings.ValidateTimeout(faults, settings);
        if (HttpSettings.Text(settings, "username") is { Length: > 80 } name) faults.Add(new("username", $"{name.Length} characters", "at most 80"));
        return faults;
    }

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var settings = dispatch.Channel.Settings;
        var url = new Uri(HttpSettings.Text(settings, "webhook_url")!);
        var body = JsonRequests.Bytes(Message(dispatch, HttpSettings.Text(settings, "username"), HttpSettings.Text(settings, "mention")));
        var timeout = HttpSettings.TimeoutOf(settings);
        var posted = await HttpDelivery.SendAsync(
            clients.CreateClient(Kind), to => JsonRequests.Post(to, body), With(url, "", "wait=true"), timeout, time, (result, answer) => Judge(result, answer, dispatch.Reference), cancellationToken);
        if (posted.Outcome != DeliveryOutcome.Sent || dispatch.Reference is not { } first || !first.All(char.IsAsciiDigit) || !HttpSettings.Flag(settings, "update", true)) return posted;
        var change = JsonRequests.Bytes(Message(dispatch, null, null));
        var changed = await HttpDelivery.SendAsync(
            clients.CreateClient(Kind), to => JsonRequests.Request(HttpMethod.Patch, to, change), With(url, $"/messages/{first}", ""), timeout, time, cancellationToken);
        // People were told; that the first message still looks as it did is a blemish, and no reason to tell them twice.
        return changed.Outcome == DeliveryOutcome.Sent ? posted : posted with { Note = "the first message of the incident could not be changed" };
    }

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken)
    {
        // Asked for, a webhook describes itself and writes nothing.
        var url = new Uri(HttpSettings.Text(channel.Settings, "webhook_url")!);
        return await HttpDelivery.SendAsync(clients.CreateClient(Kind), static to => new(HttpMethod.Get, to), url, HttpSettings.TimeoutOf(channel.Settings), time, cancellationToken);
    }

    private static DeliveryResult Judge(DeliveryResult byStatus, string? answer, string? reference)
    {
        var body = JsonRequests.Read(answer);
        if (byStatus.Outcome == DeliveryOutcome.Sent) return byStatus with { Reference = reference ?? (body.Text("id") is { } id && id.All(char.IsAsciiDigit) ? id : null) };
        return byStatus.Reason == FailureReason.RateLimited && body.Number("retry_after") is { } seconds ? byStatus with { RetryAfter = HttpDelivery.Patience(seconds) } : byStatus;
    }

    private object Message(Dispatch dispatch, string? name, string? mention) => new
    {
        username = name,
        content = mention is not null && MessageWords.Calls(dispatch.Notification) ? TextLimits.Cut(mention, 500) : null,
        embeds = new object[]
        {
            new
            {
                title = TextLimits.Cut(dispatch.Text.Title, MaxTitle), description = TextLimits.Cut(dispatch.Text.Body, MaxDescription), url = MessageWords.LinkOf(dispatch.Notification, _externalUrl),
                color = int.Parse(MessageWords.Colour(dispatch.Notification), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            },
        },
        // What people wrote in labels must not call anybody; the mention of the settings may.
        allowed_mentions = new { parse = mention is null ? Array.Empty<string>() : ["everyone", "roles", "users"] },
    };

    private static Uri With(Uri url, string path, string query)
    {
        var builder = new UriBuilder(url);
        builder.Path = builder.Path.TrimEnd('/') + path;
        builder.Query = string.Join('&', new[] { builder.Query.TrimStart('?'), query }.Where(static q => q.Length > 0));
        return builder.Uri;
    }
}
