using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using EventFlow.Alerting;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications.Webhook;

/// <summary>Posts notifications as Alertmanager does (webhook payload, version 4), so that every receiver made for it works.</summary>
public sealed class WebhookChannel(IHttpClientFactory clients, IOptions<AlertingOptions> options, TimeProvider time) : INotificationChannel
{
    /// <summary>Name of the kind, and of the HTTP client it uses.</summary>
    public const string Kind = "webhook";

    /// <summary>Header with the HMAC-SHA256 of time stamp, dot and body, as <c>sha256=</c> and hexadecimal digits.</summary>
    public const string SignatureHeader = "X-EventFlow-Signature";

    /// <summary>Header with the time of the try, unix seconds: a receiver refuses what is old, so that nobody can send a message of yesterday again.</summary>
    public const string TimestampHeader = "X-EventFlow-Timestamp";

    /// <summary>Header with the notification's id, the same for every try.</summary>
    public const string IdempotencyHeader = "Idempotency-Key";

    private readonly string _externalUrl = options.Value.ExternalUrl.TrimEnd('/');

    /// <inheritdoc/>
    public ChannelKindDescription Description { get; } = new(
        Kind, "Webhook", "Posts the JSON payload of Alertmanager's webhook (version 4) to an address of yours.", WebhookSettings.Descriptions);

    /// <inheritdoc/>
    public IReadOnlyList<Fault> Validate(LabelSet settings) => WebhookSettings.Validate(settings);

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var settings = WebhookSettings.Read(dispatch.Channel.Settings);
        var body = WebhookPayload.Write(dispatch.Notification, dispatch.Channel.Id, _externalUrl, settings.MaxAlerts);
        return await HttpDelivery.SendAsync(clients.CreateClient(Kind), url => Request(url, settings, body, dispatch.Notification.Id), settings.Url, settings.Timeout, time, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken)
    {
        // Any answer at all means that the way is open; receivers need not know HEAD.
        var settings = WebhookSettings.Read(channel.Settings);
        var result = await HttpDelivery.SendAsync(clients.CreateClient(Kind), static url => new(HttpMethod.Head, url), settings.Url, settings.Timeout, time, cancellationToken);
        return result.Reason is FailureReason.Client or FailureReason.Auth ? DeliveryResult.Sent($"reached ({result.Detail} to HEAD)") : result;
    }

    /// <summary>The signature of a body.</summary>
    internal static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(timestamp));
        hmac.AppendData("."u8);
        hmac.AppendData(body);
        return "sha256=" + Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    private HttpRequestMessage Request(Uri url, WebhookSettings settings, byte[] body, string notificationId)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("EventFlow", "1"));
        request.Headers.Add(IdempotencyHeader, notificationId);
        if (settings.BearerToken is { } token) request.Headers.Authorization = new("Bearer", token);
        else if (settings.UserName is { } user) request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{settings.Password}")));
        if (settings.HmacSecret is not { } secret) return request;
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, Sign(secret, timestamp, body));
        return request;
    }
}
