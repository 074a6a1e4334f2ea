using System.Globalization;
using EventFlow.Alerting;

namespace EventFlow.Notifications;

/// <summary>
/// What a channel sends next, when it tries again and when it gives up. Pure: the book, input, time and the drawn number decide. Messages of one group go in order;
/// messages of other groups do not wait for them.
/// </summary>
/// <param name="book">The messages, changed in place.</param>
/// <param name="options">Limits and waits.</param>
/// <param name="delivery">What the channel's own settings say of its delivery.</param>
public sealed class ChannelMachine(ChannelBook book, NotificationOptions options, DeliverySettings delivery)
{
    /// <summary>Groups remembered whose firing was sent.</summary>
    public const int MaxOpenGroups = 10_000;

    /// <summary>Tries kept of one message.</summary>
    public const int MaxAttemptsKept = 20;

    private ChannelVitals Vitals => book.Vitals;

    private string ChannelId => book.Definition?.Id ?? "";

    /// <summary>Whether the channel takes and sends messages.</summary>
    public bool IsEnabled => book.Definition is { Enabled: true };

    /// <summary>After a start: what was being sent may have arrived, and a message that told of an incident after its end may have been stored without that end.</summary>
    public void Recover(long now)
    {
        foreach (var message in book.Sending.ToList())
            book.Change(message, static m =>
            {
                m.Phase = MessagePhase.Waiting;
                m.MaybeSent = true;
            });
        // Ends that an earlier version gave up say nothing of it.
        foreach (var end in book.Dead.Where(static m => IsEnd(m.Notification!)).OrderBy(static m => m.Order).ToList()) Miss(end, end.Notification!);
        foreach (var message in book.OpenAndOver.Where(m => !book.DeadOf(m.GroupKey).Any(static d => d.IsLateEnd)).ToList()) TellEndOf(message, message is { StandIn: StandInPhase.Given, Arrived: false }, now);
    }

    /// <summary>Takes a message. Returns whether it was new.</summary>
    public bool Enqueue(Notification notification, long now)
    {
        if (book.Find(notification.Id) is not null) return false;
        MakeRoom(now);
        var message = new ChannelMessage
        {
            Id = notification.Id, GroupKey = notification.GroupKey, Order = ++Vitals.LastOrder, Phase = MessagePhase.Waiting, QueuedAt = now, Notification = notification, StandsInFor = notification.StandsInFor,
        };
        // Whoever was told of the beginning hears of the end: the fallback channel decides by itself whether it was.
        if (IsEnd(notification) && book.OpenOf(notification.GroupKey).Any(static m => m.StandIn != StandInPhase.None)) message.StandIn = StandInPhase.Owed;
        if (Vitals.PausedUntil is { } until && until > now) message.Report = ReportOf(message, "queued", now, $"the channel pauses after {Vitals.FailuresInARow} failures");
        book.Add(message);
        if (IsEnd(notification)) GiveAlong(message, notification);
        return true;
    }

    /// <summary>The message to send now, marked as being sent; null when there is none. Call until it gives null.</summary>
    public ChannelMessage? TakeNext(long now)
    {
        if (!IsEnabled || HeldUntil > now || IsProbing) return null;
        book.Promote(now);
        while (Candidate() is { } next)
        {
            if (WhyMoot(next) is { } why)
            {
                Skip(next, why, now);
                continue;
            }
            book.Change(next, static m =>
            {
                m.Phase = MessagePhase.Sending;
                m.NextAt = null;
            });
            Vitals.NextSlotAt = Math.Max(now, Vitals.NextSlotAt) + delivery.SpacingMs;
            return next;
        }
        return null;
    }

    /// <summary>When <see cref="TakeNext"/> has something next; null when nothing waits but for the end of a try.</summary>
    public long? NextDue(long now)
    {
        if (!IsEnabled || IsProbing) return null;
        return (book.Ready.Count > 0 ? now : book.FirstLater) is { } due ? Math.Max(due, HeldUntil) : null;
    }

    /// <summary>A message that was taken could not be marked as being sent: nothing was tried.</summary>
    public void PutBack(ChannelMessage message) => book.Change(message, static m => m.Phase = MessagePhase.Waiting);

    /// <summary>Takes the outcome of a try.</summary>
    /// <param name="message">The message, as <see cref="TakeNext"/> gave it.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="startedAt">When the try began.</param>
    /// <param name="durationMs">How long it took.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="roll">A drawn number from 0 to 1, which spreads the waits.</param>
    /// <returns>Whether it became a dead letter.</returns>
    public bool Complete(ChannelMessage message, DeliveryResult result, long startedAt, double durationMs, long now, double roll)
    {
        message.Tries++;
        if (result.Outcome == DeliveryOutcome.Sent)
        {
            Succeed(message, result, now);
            return false;
        }
        // While the whole channel is down, or the other side asks for patience, a failure says nothing about the message.
        if (Vitals.PausedUntil is null && result.Reason != FailureReason.RateLimited) message.CountedTries++;
        Fail(message, result, startedAt, durationMs, now);
        var isLast = result.Outcome == DeliveryOutcome.Failed || message.CountedTries >= options.MaxTries || now - message.QueuedAt >= options.MaxAge.TotalMilliseconds;
        if (isLast) Bury(message, result.Reason.Text(), now);
        else Wait(message, result, now, roll);
        OfferStandIns(now);
        return isLast;
    }

    /// <summary>Marks what has waited so long that the fallback channel is to have it. Returns whether there is such a message.</summary>
    public bool OfferStandIns(long now)
    {
        if (delivery.Fallback is null) return false;
        var late = book.Queue.TakeWhile(m => now - m.QueuedAt >= delivery.FallbackAfterMs).Where(m => m.StandIn == StandInPhase.None && m.Phase == MessagePhase.Waiting && MayStandIn(m));
        foreach (var message in late.ToList()) Owe(message);
        return book.Owed.Count > 0;
    }

    /// <summary>The message for the fallback channel.</summary>
    public Notification StandInOf(ChannelMessage message) => message.Notification! with { Id = $"{message.Id}-for-{ChannelId}", StandsInFor = ChannelId };

    /// <summary>The fallback channel has the message.</summary>
    public void StoodIn(ChannelMessage message, long now)
    {
        book.Change(message, m =>
        {
            m.StandIn = StandInPhase.Given;
            if (m.Notification is { } notification && !IsEnd(notification)) m.IsOpen = true;
            if (m.Phase == MessagePhase.Done) m.Notification = null;
        });
        TellEndOf(message, toFallback: true, now);
    }

    /// <summary>Whether the fallback channel need not have what it is owed: the end of an incident that is on again would end the new one there.</summary>
    public bool ForgetMootStandIn(ChannelMessage message)
    {
        if (!message.IsLateEnd || !IsOnAgainElsewhere(message)) return false;
        book.Change(message, static m =>
        {
            m.StandIn = StandInPhase.None;
            if (m.Phase == MessagePhase.Done) m.Notification = null;
        });
        return true;
    }

    /// <summary>Queues a dead letter again, tries forgotten; when its incident is over, the end follows once it has arrived. Returns it, or null when there is none of this id.</summary>
    public DeadLetter? Requeue(string deadLetterId, long now)
    {
        if (FindDead(deadLetterId) is not { } message) return null;
        var letter = LetterOf(message);
        book.Change(message, m =>
        {
            m.Phase = MessagePhase.Waiting;
            m.Forced = true;
            m.Order = ++Vitals.LastOrder;
            m.QueuedAt = now;
            m.Tries = 0;
            m.CountedTries = 0;
            m.Attempts = null;
            m.DeadReason = null;
            (m.MaybeSentBefore, m.MaybeSent) = (m.MaybeSentBefore || m.MaybeSent, false);
        });
        return letter;
    }

    /// <summary>Takes a dead letter away. Returns it, or null when there is none of this id.</summary>
    public DeadLetter? Discard(string deadLetterId)
    {
        if (FindDead(deadLetterId) is not { } message) return null;
        var letter = LetterOf(message);
        Drop(message);
        return letter;
    }

    /// <summary>A dead letter as people see it.</summary>
    public DeadLetter LetterOf(ChannelMessage message) =>
        new(DeadLetterIds.Of(ChannelId, message.Id), ChannelId, message.Notification!, message.EndedAt, message.DeadReason ?? "", message.Attempts ?? []) { MaybeSent = message.MaybeSent || message.MaybeSentBefore, IsOver = message.LateEnd is not null };

    /// <summary>The channel's health in a word.</summary>
    public string Health(long now) =>
        Vitals.PausedUntil > now ? "paused" : Vitals.FailuresInARow > 0 || Vitals.LastFailedAt > (Vitals.LastSentAt ?? 0) ? "failing" : "healthy";

    /// <summary>How the provider calls the first message of the incident that a message tells of; null when none was told or it has no name.</summary>
    public string? ReferenceOf(ChannelMessage message) =>
        book.OpenOf(message.GroupKey).FirstOrDefault(m => m.Reference is not null && (!m.IsPast || message.IsLateEnd || message.LateEnd is not null))?.Reference;

    // Half open: one message tries the way, the others wait for what becomes of it.
    private bool IsProbing => Vitals.PausedUntil is not null && book.Sending.Count > 0;

    private long HeldUntil => Math.Max(Math.Max(Vitals.PausedUntil ?? 0, Vitals.NotBefore ?? 0), Vitals.NextSlotAt);

    // The way is tried by the message that was tried least: one that nobody can take must not keep the way shut for all others.
    private ChannelMessage? Candidate() => Vitals.PausedUntil is null ? book.Ready.FirstOrDefault() : book.Ready.MinBy(static m => m.Tries);

    private static bool IsEnd(Notification notification) => notification.Reason == NotificationReasons.AllResolved;

    private string? WhyMoot(ChannelMessage message)
    {
        var open = book.OpenOf(message.GroupKey);
        if (message.IsLateEnd && IsOnAgain(message)) return "the incident is on again and its own end follows";
        if (message.Forced) return null;
        if (message.Notification!.Status == "resolved") return open.Any(static m => m.MayHaveArrived) ? null : message.IsLateEnd ? "its end was told meanwhile" : "its firing was never delivered";
        return message.StandsInFor is { } other && open.Any(static m => m.Arrived && m.StandsInFor is null) ? $"{ChannelId} was told of the incident itself and need not stand in for {other}" : null;
    }

    private bool IsOnAgain(ChannelMessage end) => book.OpenOf(end.GroupKey).Any(static m => !m.IsPast);

    private bool IsOnAgainElsewhere(ChannelMessage end) => book.OpenOf(end.GroupKey).Any(static m => !m.IsPast && m.StandIn != StandInPhase.None);

    private void Skip(ChannelMessage message, string why, long now)
    {
        var notification = message.Notification!;
        book.Change(message, m =>
        {
            m.Report = ReportOf(m, "skipped", now, why);
            if (m.IsLateEnd && IsOnAgainElsewhere(m)) m.StandIn = StandInPhase.None;
            End(m);
            m.EndedAt = now;
        });
        if (IsEnd(notification)) Close(message, notification);
    }

    private void MakeRoom(long now)
    {
        while (book.Queue.Count >= options.MaxQueued && book.Queue.FirstOrDefault(static m => m.Phase == MessagePhase.Waiting) is { } oldest) Bury(oldest, FailureReason.QueueFull.Text(), now);
    }

    private void Succeed(ChannelMessage message, DeliveryResult result, long now)
    {
        var notification = message.Notification!;
        var isOpened = Opens(message);
        book.Change(message, m =>
        {
            m.Report = ReportOf(m, "sent", now, Remarks(m, result));
            m.Arrived = true;
            m.EndedAt = now;
            // What arrives after all needs nobody to stand in; an end may still be owed to who stood in at the beginning.
            if (m.StandIn == StandInPhase.Owed && !IsEnd(notification)) m.StandIn = StandInPhase.None;
            m.Reference = result.Reference;
            m.IsOpen |= isOpened;
            End(m);
        });
        if (message.MaybeSent || message.MaybeSentBefore) Vitals.MaybeTwice++;
        Vitals.Sent++;
        Vitals.LastSentAt = now;
        Vitals.LastError = null;
        Vitals.FailuresInARow = 0;
        Vitals.NotBefore = null;
        if (IsEnd(notification)) Close(message, notification);
        else TellEndOf(message, toFallback: false, now);
        if (Vitals.PausedUntil is null) return;
        Vitals.PausedUntil = null;
        book.PromoteAll();
    }

    private void Fail(ChannelMessage message, DeliveryResult result, long startedAt, double durationMs, long now)
    {
        message.Attempts = [.. (message.Attempts ?? []).TakeLast(MaxAttemptsKept - 1), new(startedAt, durationMs, result.Reason.Text(), result.Detail)];
        message.MaybeSent |= result.MaybeSent;
        Vitals.FailedAttempts++;
        Vitals.LastFailedAt = now;
        Vitals.LastError = result.Detail.Length > 0 ? $"{result.Reason.Text()}: {result.Detail}" : result.Reason.Text();
        if (result.Reason == FailureReason.RateLimited && result.RetryAfter is { } patience) Vitals.NotBefore = now + (long)patience.TotalMilliseconds;
        if (result.Outcome == DeliveryOutcome.Failed || result.Reason == FailureReason.RateLimited)
        {
            // Whoever refuses a message or asks for patience is there: the way is open.
            Vitals.PausedUntil = null;
            return;
        }
        Vitals.FailuresInARow++;
        if (Vitals.FailuresInARow >= options.BreakerFailures) Vitals.PausedUntil = now + (long)options.BreakerPause.TotalMilliseconds;
    }

    private void Wait(ChannelMessage message, DeliveryResult result, long now, double roll)
    {
        var wait = WaitAfter(message.Tries, result.RetryAfter, roll);
        var reason = string.Create(CultureInfo.InvariantCulture, $"{result.Reason.Text()}, retry in {wait / 1000.0:0.#} s");
        book.Change(message, m =>
        {
            m.Phase = MessagePhase.Waiting;
            m.NextAt = now + wait;
            m.Report = ReportOf(m, "retrying", now, m.MaybeSent ? $"{reason}; the answer was lost, so this try may have arrived" : reason);
        });
    }

    // Full jitter: many channels that lost one provider do not come back to it in step.
    private long WaitAfter(int tries, TimeSpan? retryAfter, double roll)
    {
        var ceiling = Math.Min(options.MaxRetry.TotalMilliseconds, options.FirstRetry.TotalMilliseconds * Math.Pow(2, Math.Min(tries - 1, 30)));
        return (long)Math.Max(ceiling * roll, retryAfter?.TotalMilliseconds ?? 0);
    }

    private void Bury(ChannelMessage message, string reason, long now)
    {
        var notification = message.Notification!;
        var isOpened = message.MaybeSent && Opens(message);
        var end = notification.Status == "resolved" ? null : EndBehind(message)?.Notification;
        book.Change(message, m =>
        {
            m.LateEnd ??= end;
            // Whoever may have been told of the beginning hears of the end: told in vain is better than an alarm that is never taken back.
            m.IsOpen |= isOpened;
            m.Phase = MessagePhase.Dead;
            m.EndedAt = now;
            m.DeadReason = reason;
            m.Unlogged = true;
            m.NextAt = null;
            m.Report = ReportOf(m, "dead-lettered", now, reason);
        });
        if (IsEnd(notification)) Miss(message, notification);
        else if (isOpened) TellEndOf(message, toFallback: false, now);
        if (message.StandIn == StandInPhase.None && delivery.Fallback is not null && MayStandIn(message)) Owe(message);
        while (book.Dead.Count > options.MaxDeadLetters) Drop(book.Dead.First());
    }

    // Whoever stands in was told of the end already: what began before it need not be told there any more.
    private bool MayStandIn(ChannelMessage message) =>
        message.StandsInFor is null && message.Notification is { Status: not "resolved", Reason: not NotificationReasons.Acknowledged } && EndBehind(message) is not { StandIn: StandInPhase.Given };

    // With the beginning the end, where that waits already.
    private void Owe(ChannelMessage message)
    {
        book.Change(message, static m => m.StandIn = StandInPhase.Owed);
        if (EndBehind(message) is { StandIn: StandInPhase.None } end) book.Change(end, static m => m.StandIn = StandInPhase.Owed);
    }

    // The end of its incident, where that waits behind it.
    private ChannelMessage? EndBehind(ChannelMessage message) => book.QueueOf(message.GroupKey).FirstOrDefault(m => m.Order > message.Order && !m.IsLateEnd && IsEnd(m.Notification!));

    // Whether a message that arrives is the first that tells of its incident. One that comes after the end opens what is closed again by its own end, unless the next incident is on already.
    private bool Opens(ChannelMessage message) =>
        message.Notification is { Status: not "resolved" } && book.Definition is { SendResolved: true } && book.OpenGroups < MaxOpenGroups && !book.OpenOf(message.GroupKey).Any(static o => o.Arrived && !o.IsPast);

    // A message that was requeued told of an incident that is over: the end that it missed follows, once for all of its group that were requeued together.
    private void TellEndOf(ChannelMessage message, bool toFallback, long now)
    {
        if (message is not { IsOpen: true, LateEnd: { } end }) return;
        if (book.QueueOf(message.GroupKey).FirstOrDefault(m => IsEnd(m.Notification!)) is { } coming && !(toFallback && coming.StandIn == StandInPhase.Given))
        {
            if (toFallback) book.Change(coming, static m => m.StandIn = StandInPhase.Owed);
            return;
        }
        // Its place changes when it is requeued once more: then its end is told once more too.
        var id = string.Create(CultureInfo.InvariantCulture, $"{end.Id}-after-{message.Order}");
        if (book.Find(id) is { } told)
        {
            if (toFallback && told.StandIn == StandInPhase.None)
                book.Change(told, m =>
                {
                    m.Notification ??= end with { Id = id };
                    m.StandIn = StandInPhase.Owed;
                });
            // It was told, and stored before this one was.
            if (told.Phase == MessagePhase.Done) Close(told, end);
            return;
        }
        MakeRoom(now);
        book.Add(new()
        {
            Id = id, GroupKey = message.GroupKey, Order = ++Vitals.LastOrder, Phase = MessagePhase.Waiting, QueuedAt = now, Notification = end with { Id = id }, StandsInFor = end.StandsInFor, IsLateEnd = true,
            StandIn = toFallback ? StandInPhase.Owed : StandInPhase.None,
        });
    }

    // The end was told, or need not be: the incident is over for this channel.
    private void Close(ChannelMessage end, Notification notification)
    {
        foreach (var message in book.OpenOf(end.GroupKey).Where(m => end.IsLateEnd ? m.IsPast : m.Order < end.Order || m.Forced).ToList())
            book.Change(message, static m =>
            {
                (m.IsOpen, m.LacksEnd) = (false, false);
                if (m.Phase == MessagePhase.Done) m.LateEnd = null;
            });
        if (!end.IsLateEnd) GiveAlong(end, notification);
    }

    // The end was given up: the incident is over all the same, and what the group tells next is another one.
    private void Miss(ChannelMessage end, Notification notification)
    {
        if (end.IsLateEnd) return;
        book.Change(end, static m => m.IsLateEnd = true);
        foreach (var message in book.OpenOf(end.GroupKey).Where(m => !m.IsPast && m.Order < end.Order).ToList()) book.ChangeFirst(message, static m => m.LacksEnd = true);
        GiveAlong(end, notification);
    }

    // What of the incident may still arrive, because a person sends it again, takes its end along.
    private void GiveAlong(ChannelMessage end, Notification notification)
    {
        if (book.Definition is not { SendResolved: true }) return;
        var late = book.DeadOf(end.GroupKey).Where(m => m.Order < end.Order).Concat(book.QueueOf(end.GroupKey).Where(m => m.Forced || m.Order < end.Order));
        foreach (var message in late.ToList())
            if (message is { LateEnd: null, Notification.Status: not "resolved" }) book.ChangeFirst(message, m => m.LateEnd = notification);
    }

    // Nobody is to be told of it any more.
    private void Drop(ChannelMessage letter)
    {
        var notification = letter.Notification!;
        book.Change(letter, End);
        if (IsEnd(notification)) Close(letter, notification);
    }

    private static void End(ChannelMessage message)
    {
        message.Phase = MessagePhase.Done;
        message.Attempts = null;
        message.NextAt = null;
        message.Unlogged = false;
        if (!message.IsOpen) message.LateEnd = null;
        if (message.StandIn != StandInPhase.Owed) message.Notification = null;
    }

    private ChannelMessage? FindDead(string deadLetterId) =>
        DeadLetterIds.NotificationOf(deadLetterId) is { } id && book.Find(id) is { Phase: MessagePhase.Dead } message ? message : null;

    private static string? Remarks(ChannelMessage message, DeliveryResult result)
    {
        string?[] remarks =
        [
            message.MaybeSent || message.MaybeSentBefore ? "sent again with the same id: an earlier try may have arrived, its answer was lost" : null,
            message.StandsInFor is { } other ? $"in place of {other}" : null,
            result.Note,
        ];
        var text = string.Join("; ", remarks.Where(static r => r is not null));
        return text.Length > 0 ? text : null;
    }

    private DeliveryReport ReportOf(ChannelMessage message, string outcome, long now, string? reason) => new(
        [.. message.Notification!.Alerts.Select(static a => a.Fingerprint)], new(message.Id, ChannelId, message.Notification.Status, outcome, now, message.Tries, reason) { For = message.Notification.For ?? AlertDeliveries.NewsOf(message.Notification) });
}
