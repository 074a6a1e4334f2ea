using System.Text.Json;

namespace EventFlow.Notifications;

/// <summary>Writes dead letters as events for the stream <c>alerts-dlq</c>.</summary>
internal static class DeadLetterLog
{
    /// <summary>The event of a dead letter; its id follows from the letter's.</summary>
    public static DomainEvent EventOf(DeadLetter letter)
    {
        var notification = letter.Notification;
        var data = JsonSerializer.Serialize(new
        {
            deadLetter = letter.Id,
            channel = letter.Channel,
            notification = notification.Id,
            groupKey = notification.GroupKey,
            status = notification.Status,
            reason = letter.Reason,
            failedAt = letter.FailedAt,
            alerts = notification.Alerts.Select(static a => a.Fingerprint),
            attempts = letter.Attempts.Select(static a => new { at = a.At, durationMs = a.DurationMs, reason = a.Reason, detail = a.Detail }),
        });
        return new(letter.FailedAt, notification.GroupLabels[SeriesId.ServiceLabel] ?? "eventflow", $"dlq-{letter.Id}-{letter.FailedAt}", notification.GroupLabels, "notification.dead-lettered", data);
    }
}
