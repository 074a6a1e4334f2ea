namespace EventFlow.Notifications;

/// <summary>The id of a dead letter: channel, dot, notification. It leads to the channel's grain without a search; a channel's id has no dot.</summary>
internal static class DeadLetterIds
{
    public static string Of(string channel, string notificationId) => $"{channel}.{notificationId}";

    public static string? ChannelOf(string deadLetterId) => deadLetterId.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? deadLetterId[..dot] : null;

    public static string? NotificationOf(string deadLetterId) => deadLetterId.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? deadLetterId[(dot + 1)..] : null;
}
