namespace EventFlow.Notifications;

/// <summary>Settings of delivery, the same for every channel; section <c>EventFlow:Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>The section these settings are read from.</summary>
    public const string Section = "EventFlow:Notifications";

    /// <summary>Upper end of the wait before the second try; each further one doubles it. The wait is drawn between 0 and that. From 10 ms to 1 h. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most the upper end grows to, from <see cref="FirstRetry"/> to 1 day. Default 2 min.</summary>
    public TimeSpan MaxRetry { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Tries before a notification becomes a dead letter, 1 to 100; those made while the whole channel is down do not count. Default 8.</summary>
    public int MaxTries { get; set; } = 8;

    /// <summary>Time in the queue after which a failed try is the last, from 1 s to 7 days. Default 1 day: so long may a provider be down.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Failures in a row that pause a channel, 1 to 1,000. Default 5.</summary>
    public int BreakerFailures { get; set; } = 5;

    /// <summary>How long a channel pauses before one message tries the way, from 100 ms to 1 h. Default 30 s.</summary>
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Notifications that may wait per channel, 1 to 100,000; when one more comes, the oldest becomes a dead letter. Default 20,000.</summary>
    public int MaxQueued { get; set; } = 20_000;

    /// <summary>Dead letters kept per channel, 1 to 10,000; the stream <c>alerts-dlq</c> keeps them all. Default 1,000.</summary>
    public int MaxDeadLetters { get; set; } = 1_000;

    /// <summary>Messages of different groups that a channel sends at the same time, 1 to 64. Default 4.</summary>
    public int Concurrency { get; set; } = 4;
}
