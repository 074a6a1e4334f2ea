namespace EventFlow.Notifications;

/// <summary>A notification in a channel's queue. Times are processing time, unix ms.</summary>
public sealed class QueuedNotification
{
    /// <summary>The message.</summary>
    public required Notification Notification { get; set; }

    /// <summary>Tries so far.</summary>
    public int Tries { get; set; }

    /// <summary>The last tries that failed, at most <see cref="ChannelMachine.MaxAttemptsKept"/>.</summary>
    public List<DeliveryAttempt> Attempts { get; set; } = [];

    /// <summary>When it was first tried.</summary>
    public long? FirstTryAt { get; set; }

    /// <summary>When it may be tried next; null is at once.</summary>
    public long? NextAt { get; set; }

    /// <summary>Whether a try is under way. Saved before the try, so that after a crash it is known that the message may have arrived.</summary>
    public bool Sending { get; set; }

    /// <summary>Whether an earlier try may have arrived although its outcome is unknown.</summary>
    public bool MaybeSent { get; set; }

    /// <summary>Whether a person asked for it: then it is sent even if its occasion is over.</summary>
    public bool Forced { get; set; }
}
