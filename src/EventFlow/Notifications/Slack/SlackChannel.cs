using System.Text.Json;
using EventFlow.Alerting;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications.Slack;

/// <summary>
/// Writes to a conversation of Slack. With a bot token the messages of an incident form a thread below its first one, which is changed in place to say how the incident
/// stands; an incoming webhook knows neither.
/// </summary>
public sealed class SlackChannel(IHttpClientFactory clients, IOptions<AlertingOptions> options, TimeProvider time) : INotificationChannel
{
    /// <summary>Name of the kind, and of the HTTP client it uses.</summary>
    public const string Kind = "slack";

    // What Slack says when trying again may help; everything else is a fault of the message, the settings or the workspace.
    private static readonly string[] Passing = ["internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "accesslimited"];
    private static readonly string[] Credentials = ["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope", "no_permission", "not_in_channel"];

    private readonly string _externalUrl = options.Value.ExternalUrl.TrimEnd('/');

    /// <inheritdoc/>
    public ChannelKindDescription Description { get; } = new(Kind, "Slack", "Writes to a conversation of Slack, as a bot or through an incoming webhook.", SlackSettings.Descriptions)
    {
        RateLimit = "1/1", HasText = true, Incident = "update", AddressSetting = "channel",
    };

    /// <inheritdoc/>
    public IReadOnlyList<Fault> Validate(LabelSet settings) => SlackSettings.Validate(settings);

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var settings = SlackSettings.Read(dispatch.Channel.Settings);
        var (text, blocks) = (SlackMessage.Summary(dispatch, settings.Mention), SlackMessage.Blocks(dispatch, settings.Mention, _externalUrl));
        if (settings.WebhookUrl is { } webhook)
        {
            var body = JsonRequests.Bytes(new { text, blocks });
            return await HttpDelivery.SendAsync(clients.CreateClient(Kind), url => JsonRequests.Post(url, body), webhook, settings.Timeout, time, cancellationToken);
        }
        var first = SlackReference.Parse(dispatch.Reference);
        var posted = await CallAsync(settings, "chat.postMessage", new { channel = first?.Conversation ?? settings.Conversation, text, blocks, thread_ts = first?.Timestamp, unfurl_links = false }, cancellationToken);
        if (posted.Outcome != DeliveryOutcome.Sent || first is null) return posted;
        // People were told; that the first message still looks as it did is a blemish, and no reason to tell them twice.
        var note = !settings.UpdatesInPlace || await UpdateAsync(settings, first.Value, dispatch, cancellationToken) ? null : "the first message of the incident could not be changed";
        return posted with { Reference = dispatch.Reference, Note = note };
    }

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken)
    {
        var settings = SlackSettings.Read(channel.Settings);
        if (settings.WebhookUrl is not { } webhook) return await CallAsync(settings, "auth.test", new { }, cancellationToken);
        // Without a text Slack refuses and shows nothing; that it answers means that the way is open.
        var result = await HttpDelivery.SendAsync(clients.CreateClient(Kind), static url => JsonRequests.Post(url, "{}"u8.ToArray()), webhook, settings.Timeout, time, cancellationToken);
        return result is { Reason: FailureReason.Client, Detail: "HTTP 400" } ? DeliveryResult.Sent("reached") : result;
    }

    private async ValueTask<bool> UpdateAsync(SlackSettings settings, SlackReference first, Dispatch dispatch, CancellationToken cancellationToken)
    {
        var body = new { channel = first.Conversation, ts = first.Timestamp, text = SlackMessage.Summary(dispatch, null), blocks = SlackMessage.Blocks(dispatch, null, _externalUrl) };
        return (await CallAsync(settings, "chat.update", body, cancellationToken)).Outcome == DeliveryOutcome.Sent;
    }

    private ValueTask<DeliveryResult> CallAsync(SlackSettings settings, string method, object body, CancellationToken cancellationToken)
    {
        var bytes = JsonRequests.Bytes(body);
        return HttpDelivery.SendAsync(
            clients.CreateClient(Kind), url => JsonRequests.Post(url, bytes, settings.Token), new(settings.ApiUrl, method), settings.Timeout, time, Judge, cancellationToken);
    }

    // Slack answers 200 also when it refuses, and says so in the body.
    private static DeliveryResult Judge(DeliveryResult byStatus, string? answer)
    {
        if (byStatus.Outcome != DeliveryOutcome.Sent) return byStatus;
        if (answer is null) return DeliveryResult.Retry(FailureReason.Timeout, "an answer without its end") with { MaybeSent = true };
        var body = JsonRequests.Read(answer);
        if (body.Flag("ok") == true) return byStatus with { Reference = SlackReference.Of(body) };
        if (body.ValueKind == JsonValueKind.Undefined) return DeliveryResult.Retry(FailureReason.Server, "an answer that is not Slack's") with { MaybeSent = true };
        var error = JsonRequests.Code(body.Text("error"));
        if (error is "ratelimited" or "rate_limited") return DeliveryResult.Retry(FailureReason.RateLimited, "rate limited", byStatus.RetryAfter);
        if (Passing.Contains(error)) return DeliveryResult.Retry(FailureReason.Server, $"Slack says {error}") with { MaybeSent = error is "request_timeout" };
        return DeliveryResult.Failed(Credentials.Contains(error) ? FailureReason.Auth : FailureReason.Client, $"Slack says {error}");
    }
}
