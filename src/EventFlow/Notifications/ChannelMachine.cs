using System.Globalization;
using EventFlow.Alerting;

namespace EventFlow.Notifications;

/// <summary>
/// What a channel sends next, when it tries again and when it gives up. Pure: states, input, time and the drawn number decide. Messages of one group go in order;
/// messages of other groups do not wait for them.
/// </summary>
/// <param name="state">The queue, changed in place.</param>
/// <param name="dead">The dead letters, changed in place.</param>
/// <param name="options">Limits and waits.</param>
public sealed class ChannelMachine(ChannelState state, DeadLetterState dead, NotificationOptions options)
{
    /// <summary>Ids remembered of messages that are done. A sender repeats a message only until it has noted that it was taken, so a short memory is enough.</summary>
    public const int MaxDone = 256;

    /// <summary>Groups remembered whose firing was sent.</summary>
    public const int MaxOpenGroups = 10_000;

    /// <summary>Tries kept of one message.</summary>
    public const int MaxAttemptsKept = 20;

    /// <summary>Whether the channel takes and sends messages.</summary>
    public bool IsEnabled => state.Definition is { Enabled: true };

    /// <summary>After a start: what was being sent may have arrived; a message that is a dead letter already is not sent. Returns whether anything changed.</summary>
    public bool Recover()
    {
        var changed = false;
        foreach (var item in state.Queue.Where(static i => i.Sending))
        {
            item.Sending = false;
            item.MaybeSent = true;
            changed = true;
        }
        // A dead letter is saved before its message leaves the queue, and a requeued message before its dead letter goes.
        return state.Queue.RemoveAll(i => dead.Letters.Any(d => d.Notification.Id == i.Notification.Id)) > 0 || changed;
    }

    /// <summary>Takes a message. Returns whether it was new.</summary>
    public bool Enqueue(Notification notification, long now)
    {
        if (IsKnown(notification.Id)) return false;
        MakeRoom(now);
        state.Queue.Add(new() { Notification = notification });
        if (state.PausedUntil is { } until && until > now) Report(state.Queue[^1], "queued", now, $"the channel pauses after {state.FailuresInARow} failures");
        return true;
    }

    /// <summary>The message to send now, marked as being sent; null when there is none. Call until it gives null.</summary>
    public QueuedNotification? TakeNext(long now)
    {
        if (!IsEnabled || IsHeldBack(now)) return null;
        DropMoot(now);
        if (Heads().FirstOrDefault(i => (i.NextAt ?? now) <= now) is not { } next) return null;
        next.Sending = true;
        next.NextAt = null;
        next.FirstTryAt ??= now;
        return next;
    }

    /// <summary>When <see cref="TakeNext"/> has something next; null when nothing waits but for the end of a try.</summary>
    public long? NextDue(long now)
    {
        if (!IsEnabled || (state.PausedUntil is not null && state.Queue.Any(static i => i.Sending))) return null;
        long? earliest = null;
        foreach (var item in Heads())
            if (earliest is null || (item.NextAt ?? now) < earliest) earliest = item.NextAt ?? now;
        return earliest is { } due ? Math.Max(due, Math.Max(state.PausedUntil ?? 0, state.NotBefore ?? 0)) : null;
    }

    /// <summary>Takes the outcome of a try.</summary>
    /// <param name="item">The message, as <see cref="TakeNext"/> gave it.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="startedAt">When the try began.</param>
    /// <param name="durationMs">How long it took.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="roll">A drawn number from 0 to 1, which spreads the waits.</param>
    /// <returns>The dead letter it became, or null.</returns>
    public DeadLetter? Complete(QueuedNotification item, DeliveryResult result, long startedAt, double durationMs, long now, double roll)
    {
        item.Sending = false;
        item.Tries++;
        if (result.Outcome == DeliveryOutcome.Sent)
        {
            Succeed(item, now);
            return null;
        }
        Fail(item, result, startedAt, durationMs, now);
        var isLast = result.Outcome == DeliveryOutcome.Failed || item.Tries >= options.MaxTries || now - item.FirstTryAt >= options.MaxAge.TotalMilliseconds;
        if (isLast) return Bury(item, result.Reason.Text(), now);
        var wait = WaitAfter(item.Tries, result.RetryAfter, roll);
        item.NextAt = now + wait;
        Report(item, "retrying", now, string.Create(CultureInfo.InvariantCulture, $"{result.Reason.Text()}, retry in {wait / 1000.0:0.#} s"));
        return null;
    }

    /// <summary>Queues a dead letter again, tries forgotten. Returns it, or null when there is none of this id.</summary>
    public DeadLetter? Requeue(string deadLetterId)
    {
        if (dead.Letters.Find(d => d.Id == deadLetterId) is not { } letter) return null;
        if (!state.Queue.Exists(i => i.Notification.Id == letter.Notification.Id)) state.Queue.Add(new() { Notification = letter.Notification, Forced = true });
        return letter;
    }

    /// <summary>Takes a dead letter away. Returns it, or null when there is none of this id.</summary>
    public DeadLetter? Discard(string deadLetterId)
    {
        if (dead.Letters.Find(d => d.Id == deadLetterId) is not { } letter) return null;
        dead.Letters.Remove(letter);
        return letter;
    }

    /// <summary>The channel's health in a word.</summary>
    public string Health(long now) => state.PausedUntil > now ? "paused" : state.FailuresInARow > 0 || state.LastFailedAt > (state.LastSentAt ?? 0) ? "failing" : "healthy";

    private bool IsKnown(string id) =>
        state.Done.Contains(id) || state.Queue.Exists(i => i.Notification.Id == id) || dead.Letters.Exists(d => d.Notification.Id == id);

    private bool IsHeldBack(long now) => state.NotBefore > now || state.PausedUntil > now
        // Half open: one message tries the way, the others wait for what becomes of it.
        || (state.PausedUntil is not null && state.Queue.Exists(static i => i.Sending));

    // The first message of each group, unless it is being sent.
    private IEnumerable<QueuedNotification> Heads()
    {
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in state.Queue)
            if (groups.Add(item.Notification.GroupKey) && !item.Sending) yield return item;
    }

    // Nobody needs to hear of the end of what they never heard of: its firing became a dead letter.
    private void DropMoot(long now)
    {
        foreach (var item in Heads().Where(i => i.Notification.Status == "resolved" && !i.Forced && !state.OpenGroups.Contains(i.Notification.GroupKey)).ToList())
        {
            state.Queue.Remove(item);
            Remember(item.Notification.Id);
            Report(item, "skipped", now, "its firing was never delivered");
        }
    }

    private void MakeRoom(long now)
    {
        while (state.Queue.Count >= options.MaxQueued && state.Queue.Find(static i => !i.Sending) is { } oldest) Bury(oldest, FailureReason.QueueFull.Text(), now);
    }

    private void Succeed(QueuedNotification item, long now)
    {
        state.Queue.Remove(item);
        Remember(item.Notification.Id);
        if (item.Notification.Reason == NotificationReasons.AllResolved) state.OpenGroups.Remove(item.Notification.GroupKey);
        else if (state.Definition is { SendResolved: true } && state.OpenGroups.Count < MaxOpenGroups) state.OpenGroups.Add(item.Notification.GroupKey);
        state.Sent++;
        state.LastSentAt = now;
        state.LastError = null;
        state.FailuresInARow = 0;
        state.PausedUntil = null;
        state.NotBefore = null;
        Report(item, "sent", now, item.MaybeSent ? "sent again with the same id after a restart: an earlier try may have arrived" : null);
    }

    private void Fail(QueuedNotification item, DeliveryResult result, long startedAt, double durationMs, long now)
    {
        item.Attempts.Add(new(startedAt, durationMs, result.Reason.Text(), result.Detail));
        if (item.Attempts.Count > MaxAttemptsKept) item.Attempts.RemoveAt(0);
        state.FailedAttempts++;
        state.LastFailedAt = now;
        state.LastError = result.Detail.Length > 0 ? $"{result.Reason.Text()}: {result.Detail}" : result.Reason.Text();
        if (result.Reason == FailureReason.RateLimited && result.RetryAfter is { } patience) state.NotBefore = now + (long)patience.TotalMilliseconds;
        if (result.Outcome == DeliveryOutcome.Failed || result.Reason == FailureReason.RateLimited)
        {
            // Whoever refuses a message or asks for patience is there: the way is open.
            state.PausedUntil = null;
            return;
        }
        state.FailuresInARow++;
        if (state.FailuresInARow >= options.BreakerFailures) state.PausedUntil = now + (long)options.BreakerPause.TotalMilliseconds;
    }

    // Full jitter: many channels that lost one provider do not come back to it in step.
    private long WaitAfter(int tries, TimeSpan? retryAfter, double roll)
    {
        var ceiling = Math.Min(options.MaxRetry.TotalMilliseconds, options.FirstRetry.TotalMilliseconds * Math.Pow(2, Math.Min(tries - 1, 30)));
        return (long)Math.Max(ceiling * roll, retryAfter?.TotalMilliseconds ?? 0);
    }

    private DeadLetter Bury(QueuedNotification item, string reason, long now)
    {
        state.Queue.Remove(item);
        Remember(item.Notification.Id);
        var letter = new DeadLetter(DeadLetterIds.Of(state.Definition?.Id ?? "", item.Notification.Id), state.Definition?.Id ?? "", item.Notification, now, reason, [.. item.Attempts]);
        dead.Letters.RemoveAll(d => d.Id == letter.Id);
        dead.Letters.Add(letter);
        dead.Unlogged.Add(letter.Id);
        while (dead.Letters.Count > options.MaxDeadLetters)
        {
            dead.Unlogged.Remove(dead.Letters[0].Id);
            dead.Letters.RemoveAt(0);
        }
        Report(item, "dead-lettered", now, reason);
        return letter;
    }

    private void Remember(string id)
    {
        state.Done.Remove(id);
        state.Done.Add(id);
        if (state.Done.Count > MaxDone) state.Done.RemoveAt(0);
    }

    private void Report(QueuedNotification item, string outcome, long now, string? reason)
    {
        var notification = item.Notification;
        state.Reports.RemoveAll(r => r.Delivery.NotificationId == notification.Id);
        state.Reports.Add(new(
            [.. notification.Alerts.Select(static a => a.Fingerprint)],
            new(notification.Id, state.Definition?.Id ?? "", notification.Status, outcome, now, item.Tries, reason)));
    }
}
