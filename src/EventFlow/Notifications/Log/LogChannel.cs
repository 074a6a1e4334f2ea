using Microsoft.Extensions.Logging;

namespace EventFlow.Notifications.Log;

/// <summary>Writes notifications to the log of this process: the channel that needs nothing, and the one for dry runs.</summary>
public sealed partial class LogChannel(ILogger<LogChannel> logger) : INotificationChannel
{
    /// <summary>Name of the kind.</summary>
    public const string Kind = "log";

    /// <inheritdoc/>
    public ChannelKindDescription Description { get; } = new(Kind, "Log", "Writes each notification as one structured record to EventFlow's own log.", []);

    /// <inheritdoc/>
    public IReadOnlyList<Fault> Validate(LabelSet settings) => [];

    /// <inheritdoc/>
    public ValueTask<DeliveryResult> DispatchAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var (notification, channel) = (dispatch.Notification, dispatch.Channel);
        var names = string.Join(", ", notification.Alerts.Select(static a => a.Labels["alertname"] ?? a.Fingerprint).Distinct(StringComparer.Ordinal).Take(10));
        var level = notification.Status == "resolved" ? LogLevel.Information : LogLevel.Warning;
        LogNotification(logger, level, channel.Id, notification.Status, notification.GroupKey, notification.Alerts.Count, names, notification.Reason, notification.Id);
        return ValueTask.FromResult(DeliveryResult.Sent());
    }

    /// <inheritdoc/>
    public ValueTask<DeliveryResult> CheckHealthAsync(ChannelDefinition channel, CancellationToken cancellationToken) => ValueTask.FromResult(DeliveryResult.Sent("Always there."));

    [LoggerMessage(EventId = 5101, Message = "Notification on {Channel}: {Status} {GroupKey}, {Alerts} alerts ({AlertNames}), {Reason} [{NotificationId}]")]
    private static partial void LogNotification(
        ILogger logger, LogLevel level, string channel, string status, string groupKey, int alerts, string alertNames, string reason, string notificationId);
}
