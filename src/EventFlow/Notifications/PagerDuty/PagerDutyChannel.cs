using System.Globalization;
using EventFlow.Alerting;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications.PagerDuty;

/// <summary>
/// Sends events to PagerDuty (Events API, version 2): an incident of EventFlow is one of PagerDuty, found again by its <c>dedup_key</c>. The key is PagerDuty's idempotency key too:
/// a message that comes twice changes nothing.
/// </summary>
public sealed class PagerDutyChannel(IHttpClientFactory clients, IOptions<AlertingOptions> options, TimeProvider time) : INotificationChannel
{
    /// <summary>Name of the kind, and of the HTTP client it uses.</summary>
    public const string Kind = "pagerduty";

    private const string StandardApi = "https://events.pagerduty.com/v2/enqueue";
    private const int MaxSummary = 1_024;
    private const int MaxText = 16_000;

    private static readonly IReadOnlyList<ChannelSetting> Settings =
    [
        new("routing_key", "Integration key", "The 32 characters of an integration of kind Events API v2.", null, true, true),
        new("source", "Source", "What PagerDuty shows as the source; empty is the service of the incident.", null, false, false),
        HttpSettings.ApiUrl(StandardApi), HttpSettings.Timeout,
    ];

    private readonly string _externalUrl = options.Value.ExternalUrl.TrimEnd('/');

    /// <inheritdoc/>
    public ChannelKindDescription Description { get; } = new(Kind, "PagerDuty", "Triggers, acknowledges and resolves incidents of PagerDuty.", Settings) { RateLimit = "120/60", HasText = true, Incident = "update", HearsAcknowledgement = true };

    /// <inheritdoc/>
    public IReadOnlyList<Fault> Validate(LabelSet settings)
    {
        var faults = new List<Fault>();
        if (HttpSettings.Text(settings, "routing_key") is { } key && key.Length != 32) faults.Add(new("routing_key", $"a secret of {key.Length} characters", "the 32 characters of the integration key"));
        HttpSettings.ValidateToken(faults, settings, "routing_key");
        HttpSettings.ValidateUrl(faults, settings, "api_url");
        HttpSettings.ValidateTimeout(faults, settings);
        return faults;
    }

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var settings = dispatch.Channel.Settings;
        var body = JsonRequests.Bytes(Event(dispatch, HttpSettings.Text(settings, "routing_key")!, HttpSettings.Text(settings, "source")));
        return await HttpDelivery.SendAsync(
            clients.CreateClient(Kind), url => JsonRequests.Post(url, body), HttpSettings.UrlOf(settings, "api_url", StandardApi), HttpSettings.TimeoutOf(settings), time, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken)
    {
        // An event without content is refused with 400 and wakes nobody; that it answers means that the way is open.
        var settings = channel.Settings;
        var result = await HttpDelivery.SendAsync(
            clients.CreateClient(Kind), static url => JsonRequests.Post(url, "{}"u8.ToArray()), HttpSettings.UrlOf(settings, "api_url", StandardApi), HttpSettings.TimeoutOf(settings), time, cancellationToken);
        return result.Reason == FailureReason.Client ? DeliveryResult.Sent("reached") : result;
    }

    /// <summary>The key of a group: while an incident of it is open there, further messages change that one; after a resolve the next opens a new one.</summary>
    internal static string DedupKey(Notification notification) => $"eventflow-{Fingerprint.Of("pagerduty", notification.GroupLabels.With("eventflow_group", notification.GroupKey))}";

    private Dictionary<string, object> Event(Dispatch dispatch, string routingKey, string? source)
    {
        var notification = dispatch.Notification;
        var action = notification.Status == "resolved" ? "resolve" : notification.Alerts.Count > 0 && notification.Alerts.All(static a => a.State == AlertState.Acknowledged) ? "acknowledge" : "trigger";
        var result = new Dictionary<string, object> { ["routing_key"] = routingKey, ["event_action"] = action, ["dedup_key"] = DedupKey(notification) };
        if (action != "trigger") return result;
        result["client"] = "EventFlow";
        result["client_url"] = MessageWords.LinkOf(notification, _externalUrl);
        result["payload"] = new
        {
            summary = TextLimits.Cut(dispatch.Text.Title, MaxSummary),
            source = TextLimits.Cut(source ?? notification.GroupLabels[SeriesId.ServiceLabel] ?? "eventflow", 255),
            severity = SeverityOf(MessageWords.Highest(notification)),
            timestamp = DateTimeOffset.FromUnixTimeMilliseconds(notification.Alerts.Min(static a => (long?)a.StartsAt) ?? notification.CreatedAt).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            component = notification.GroupLabels[SeriesId.ServiceLabel],
            group = notification.GroupLabels["type"],
            custom_details = new { text = TextLimits.Cut(dispatch.Text.Body, MaxText), alerts = notification.Alerts.Count + notification.TruncatedAlerts, reason = notification.Reason },
        };
        return result;
    }

    private static string SeverityOf(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Warning => "warning",
        _ => "info",
    };
}
