using EventFlow.Alerting.Escalation;

namespace EventFlow.Alerting;

/// <summary>
/// When which channel is told what of a group of alerts. Pure: the state, the input and the time decide.
/// A channel hears of an incident once it has lasted <see cref="GroupTiming.WaitMs"/>; of alerts that join or leave at most each <see cref="GroupTiming.IntervalMs"/>; of one that goes
/// on unacknowledged each <see cref="GroupTiming.RepeatMs"/>; and once, when everything has been resolved for <see cref="GroupTiming.ResolveWaitMs"/>, of the end, if it was told of the beginning.
/// An acknowledged alert is not told again. An alert without data counts as firing, with a note.
/// </summary>
public static class GroupMachine
{
    /// <summary>Versions kept of alerts that have left a group.</summary>
    public const int MaxSeen = 1_000;

    /// <summary>Alerts counted that a group has no room for.</summary>
    public const int MaxTruncated = 10_000;

    /// <summary>An alert of the group changed. Returns whether the state did; a notice that is old or known changes nothing.</summary>
    public static bool Put(GroupState group, AlertNotice notice, GroupTiming timing, long now, int maxAlerts)
    {
        if (!Take(group, notice, timing, now, maxAlerts)) return false;
        EscalationMachine.Observe(group, timing, now);
        return true;
    }

    private static bool Take(GroupState group, AlertNotice notice, GroupTiming timing, long now, int maxAlerts)
    {
        if (notice.Version <= KnownVersion(group, notice.Fingerprint)) return false;
        if (AlertMachine.IsActive(notice.State))
        {
            if (!group.Alerts.ContainsKey(notice.Fingerprint) && group.Alerts.Count >= maxAlerts && Room(group, maxAlerts) <= 0)
                return group.Truncated.Count < MaxTruncated && group.Truncated.Add(notice.Fingerprint);
            group.Truncated.Remove(notice.Fingerprint);
            group.Seen.Remove(notice.Fingerprint);
            if (group.Alerts.TryGetValue(notice.Fingerprint, out var before) && !AlertMachine.IsActive(before.State)) ForgetTaken(group, notice.Fingerprint);
            group.Alerts[notice.Fingerprint] = notice;
            group.SettleUntil = null;
            group.NewsSince ??= now;
            if (IsTellable(notice) && notice.Severity > group.WaitedFor)
            {
                // A channel that only hears of worse trouble must not wait an interval for what has just become worse.
                group.WaitedFor = notice.Severity;
                group.WaitUntil ??= now + timing.WaitMs;
            }
            // What was waited for is held back now: should it be told after all, it is waited for anew.
            else if (!IsTellable(notice) && group.WaitUntil is null) ForgetWait(group);
            return true;
        }
        if (!group.Alerts.TryGetValue(notice.Fingerprint, out var last))
        {
            // Its beginning may be on its way still, and must not be taken for news.
            See(group, notice);
            return group.Truncated.Remove(notice.Fingerprint);
        }
        // Should it begin anew, that is other trouble than what was taken care of.
        if (last.State == AlertState.Acknowledged) group.Escalation?.Covered.Remove(notice.Fingerprint);
        group.Alerts[notice.Fingerprint] = notice;
        group.NewsSince ??= now;
        ForgetUntold(group);
        if (!HasActive(group)) Settle(group, timing, now);
        return true;
    }

    /// <summary>How many alerts more a group takes. Those that are over and not told to all yet leave theirs to others, up to as many again.</summary>
    public static int Room(GroupState group, int maxAlerts) => Math.Min(maxAlerts - group.Alerts.Values.Count(static a => AlertMachine.IsActive(a.State)), (2 * maxAlerts) - group.Alerts.Count);

    /// <summary>The highest severity among the alerts that somebody should hear of; <see cref="Severity.None"/> when there are none.</summary>
    public static Severity MaxSeverity(GroupState group)
    {
        var max = Severity.None;
        foreach (var alert in group.Alerts.Values)
            if (IsTellable(alert) && alert.Severity > max) max = alert.Severity;
        return max;
    }

    /// <summary>The severity by which channels are its receivers: <see cref="MaxSeverity"/>, and while nobody has to hear of anything that of what goes on, so that they hear of what is over.</summary>
    public static Severity ReceiverSeverity(GroupState group)
    {
        if (MaxSeverity(group) is var max and not Severity.None) return max;
        return group.Alerts.Values.Where(static a => AlertMachine.IsActive(a.State)).Select(static a => a.Severity).DefaultIfEmpty(Severity.None).Max();
    }

    /// <summary>Puts what is due by now into the outbox.</summary>
    /// <param name="group">The group, changed in place.</param>
    /// <param name="groupKey">Its key.</param>
    /// <param name="receivers">The channels that hear of trouble of the group's severity.</param>
    /// <param name="timing">How long it waits.</param>
    /// <param name="now">Processing time, unix ms.</param>
    /// <returns>Whether the state changed.</returns>
    public static bool Tick(GroupState group, string groupKey, IReadOnlyList<ChannelDefinition> receivers, GroupTiming timing, long now)
    {
        if (group.SettleUntil <= now) return TellEnd(group, groupKey, now);
        var changed = group.WaitUntil <= now;
        if (changed)
        {
            group.WaitUntil = null;
            ForgetWait(group);
        }
        var tellable = InOrder(group.Alerts.Values.Where(IsTellable));
        foreach (var receiver in receivers)
        {
            if (group.Told.TryGetValue(receiver.Id, out var told)) changed |= TellMore(group, groupKey, receiver, told, tellable, timing, now);
            else if (group.WaitUntil is null && tellable.Count > 0)
            {
                Tell(group, groupKey, receiver.Id, receiver.SendResolved, tellable, NotificationReasons.First, now);
                changed = true;
            }
        }
        changed |= PassOver(group, receivers, tellable, timing, now);
        ForgetUntold(group);
        if (!group.Told.Values.Any(t => HasNew(t, tellable) || HasResolved(group, t))) group.NewsSince = null;
        return changed;
    }

    /// <summary>The routing changed: receivers that people know of the incident without are waited for, as for one that begins. Returns whether the state changed.</summary>
    public static bool AwaitUntold(GroupState group, IReadOnlyList<ChannelDefinition> receivers, GroupTiming timing, long now)
    {
        if (group.WaitUntil is not null || group.SettleUntil is not null || !HasTellable(group) || receivers.All(r => group.Told.ContainsKey(r.Id))) return false;
        group.WaitUntil = now + timing.WaitMs;
        return true;
    }

    /// <summary>Adds to messages in the outbox where the incident began that their alerts are of, in words.</summary>
    public static void Explain(GroupState group, IReadOnlySet<string> messages, string? cause)
    {
        if (cause is null) return;
        for (var i = 0; i < group.Outbox.Count; i++) if (messages.Contains(group.Outbox[i].Notification.Id)) group.Outbox[i] = group.Outbox[i] with { Notification = group.Outbox[i].Notification with { Incident = cause } };
    }

    /// <summary>The channels that were told of the incident, but not of this alert, which fires; null when nobody has to be told that it joined.</summary>
    public static string? ToldWithout(GroupState group, string fingerprint) =>
        group.Told.Count > 0 && group.Alerts.TryGetValue(fingerprint, out var alert) && IsTellable(alert) && !group.Told.Values.Any(t => t.Firing.Contains(fingerprint))
            ? string.Join(", ", group.Told.Keys.Select(ToldKey.ChannelOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            : null;

    /// <summary>When <see cref="Tick"/> has something to do next; null when nothing is to come.</summary>
    public static long? NextDue(GroupState group, GroupTiming timing)
    {
        if (group.SettleUntil is not null) return group.SettleUntil;
        var due = group.WaitUntil;
        var tellable = group.Alerts.Values.Where(IsTellable).ToList();
        foreach (var told in group.Told.Values)
        {
            if (HasNew(told, tellable) || HasResolved(group, told)) due = Earlier(due, NewsDue(group, told, timing));
            else if (tellable.Count > 0) due = Earlier(due, told.At + timing.RepeatMs);
        }
        return due;
    }

    internal static bool HasTellable(GroupState group) => group.Alerts.Values.Any(IsTellable);

    internal static List<AlertNotice> Tellable(GroupState group) => InOrder(group.Alerts.Values.Where(IsTellable));

    /// <summary>Tells a channel, or a person by it, of a step of an escalation; one that <paramref name="onlyNew"/> is set for only what it does not know.</summary>
    internal static void TellForStep(GroupState group, string groupKey, ChannelDefinition channel, string? address, string step, string reason, bool onlyNew, long now)
    {
        var tellable = Tellable(group);
        var key = ToldKey.Of(channel.Id, address);
        if (onlyNew && group.Told.TryGetValue(key, out var told) && !HasNew(told, tellable)) return;
        Tell(group, groupKey, key, channel.SendResolved, tellable, reason, now, step);
        ForgetUntold(group);
    }

    private static bool TellMore(
        GroupState group, string groupKey, ChannelDefinition receiver, GroupTold told, IReadOnlyList<AlertNotice> tellable, GroupTiming timing, long now)
    {
        told.SendResolved = receiver.SendResolved;
        var hasNew = HasNew(told, tellable);
        var hasResolved = HasResolved(group, told);
        if (hasNew || hasResolved)
        {
            if (now < NewsDue(group, told, timing)) return false;
            if (hasNew || receiver.SendResolved) Tell(group, groupKey, receiver.Id, receiver.SendResolved, tellable, hasNew ? NotificationReasons.NewAlerts : NotificationReasons.SomeResolved, now);
            else Forget(group, told, now);
            return true;
        }
        if (tellable.Count == 0 || now < told.At + timing.RepeatMs) return false;
        Tell(group, groupKey, receiver.Id, receiver.SendResolved, tellable, NotificationReasons.Repeat, now);
        return true;
    }

    // A channel that was told and is no receiver any more (the severity fell, it was disabled) keeps its right to hear of the end, and nothing until then.
    private static bool PassOver(GroupState group, IReadOnlyList<ChannelDefinition> receivers, List<AlertNotice> tellable, GroupTiming timing, long now)
    {
        var changed = false;
        foreach (var (channel, told) in group.Told)
        {
            if (receivers.Any(r => r.Id == channel)) continue;
            if (now < (HasNew(told, tellable) || HasResolved(group, told) ? NewsDue(group, told, timing) : told.At + timing.RepeatMs)) continue;
            told.At = now;
            changed = true;
        }
        return changed;
    }

    internal static void Tell(GroupState group, string groupKey, string toldKey, bool sendResolved, IReadOnlyList<AlertNotice> tellable, string reason, long now, string? step = null)
    {
        if (!group.Told.TryGetValue(toldKey, out var told)) group.Told[toldKey] = told = new();
        told.SendResolved = sendResolved;
        var resolved = sendResolved ? InOrder(ResolvedOf(group, told)) : [];
        // What was acknowledged is not told again, and is not over either.
        var isOn = tellable.Count > 0 || group.Alerts.Values.Any(a => AlertMachine.IsActive(a.State) && told.Firing.Contains(a.Fingerprint));
        Add(group, groupKey, toldKey, isOn ? "firing" : "resolved", [.. tellable, .. resolved], isOn ? reason : NotificationReasons.AllResolved, now, step);
        Forget(group, told, now);
        foreach (var alert in tellable) told.Firing.Add(alert.Fingerprint);
        if (tellable.Count > 0) told.Acknowledged.Clear();
    }

    private static bool TellEnd(GroupState group, string groupKey, long now)
    {
        foreach (var (toldKey, told) in group.Told.OrderBy(static t => t.Key, StringComparer.Ordinal))
        {
            var resolved = InOrder(ResolvedOf(group, told));
            if (told.SendResolved && resolved.Count > 0) Add(group, groupKey, toldKey, "resolved", resolved, NotificationReasons.AllResolved, now);
        }
        Clear(group);
        return true;
    }

    internal static void Add(GroupState group, string groupKey, string toldKey, string status, IReadOnlyList<AlertNotice> alerts, string reason, long now, string? step = null)
    {
        var (channel, address) = (ToldKey.ChannelOf(toldKey), ToldKey.AddressOf(toldKey));
        AlertNotice[] told = [.. alerts.Select(WithNote)];
        var id = NotificationIds.Of(groupKey, toldKey, ++group.Sequence, status, told);
        // A person's messages are an incident of their own for the channel: another person's thread, order and end are not theirs.
        var incident = address is null ? groupKey : ToldKey.Of(groupKey, address);
        group.Outbox.Add(new(channel, new(id, incident, group.Labels, status, told, now) { Reason = reason, TruncatedAlerts = group.Truncated.Count, For = step, Address = address }));
    }

    private static AlertNotice WithNote(AlertNotice alert) => alert.State switch
    {
        AlertState.NoData => alert with { Annotations = alert.Annotations.With("note", "Its data stopped while it was firing: nobody knows whether it is over.") },
        AlertState.Flapping => alert with { Annotations = alert.Annotations.With("note", "It comes and goes: it is held open until it is quiet.") },
        _ => alert,
    };

    private static void ForgetWait(GroupState group)
    {
        var worst = MaxSeverity(group);
        if (worst < group.WaitedFor) group.WaitedFor = worst;
    }

    private static void Settle(GroupState group, GroupTiming timing, long now)
    {
        // Where there was no room for some, they are asked for before it is over.
        if (group.Truncated.Count > 0 || group.Told.Values.Any(static t => t.Firing.Count > 0)) group.SettleUntil ??= now + timing.ResolveWaitMs;
        else Clear(group);
    }

    private static void Clear(GroupState group)
    {
        foreach (var alert in group.Alerts.Values) See(group, alert);
        group.Alerts.Clear();
        group.Truncated.Clear();
        group.Told.Clear();
        group.WaitUntil = null;
        group.SettleUntil = null;
        group.NewsSince = null;
        group.WaitedFor = Severity.None;
        group.Escalation = null;
    }

    // It was taken care of, ended and begins anew before anybody heard that it had ended: whoever took it did not take this.
    private static void ForgetTaken(GroupState group, string fingerprint)
    {
        foreach (var told in group.Told.Values)
            if (told.Acknowledged.Remove(fingerprint)) told.Firing.Remove(fingerprint);
    }

    // What nobody heard of needs no end.
    private static void ForgetUntold(GroupState group)
    {
        foreach (var alert in group.Alerts.Values.Where(a => !AlertMachine.IsActive(a.State) && !group.Told.Values.Any(t => t.Firing.Contains(a.Fingerprint))).ToList())
        {
            group.Alerts.Remove(alert.Fingerprint);
            See(group, alert);
        }
    }

    private static void Forget(GroupState group, GroupTold told, long now)
    {
        told.At = now;
        foreach (var alert in ResolvedOf(group, told).ToList())
        {
            told.Firing.Remove(alert.Fingerprint);
            told.Acknowledged.Remove(alert.Fingerprint);
        }
    }

    private static void See(GroupState group, AlertNotice alert)
    {
        // The oldest entry is not tracked: which one goes matters little, a notice that late is a rarity of a rarity.
        if (group.Seen.Count >= MaxSeen) group.Seen.Remove(group.Seen.Keys.First());
        group.Seen[alert.Fingerprint] = alert.Version;
    }

    // After the interval; and even long after it, news waits a little for its like: when several alerts of an incident end one after the other, that is one message.
    private static long NewsDue(GroupState group, GroupTold told, GroupTiming timing) =>
        Math.Max(told.At + timing.IntervalMs, (group.NewsSince ?? 0) + (HasResolved(group, told) ? Math.Max(timing.WaitMs, timing.ResolveWaitMs) : timing.WaitMs));

    private static long KnownVersion(GroupState group, string fingerprint) =>
        group.Alerts.TryGetValue(fingerprint, out var alert) ? alert.Version : group.Seen.GetValueOrDefault(fingerprint);

    private static IEnumerable<AlertNotice> ResolvedOf(GroupState group, GroupTold told) =>
        group.Alerts.Values.Where(a => !AlertMachine.IsActive(a.State) && told.Firing.Contains(a.Fingerprint));

    internal static List<AlertNotice> InOrder(IEnumerable<AlertNotice> alerts) =>
        [.. alerts.OrderBy(static a => a.StartsAt).ThenBy(static a => a.Fingerprint, StringComparer.Ordinal)];

    private static bool HasNew(GroupTold told, IReadOnlyList<AlertNotice> tellable) => tellable.Any(a => !told.Firing.Contains(a.Fingerprint));

    private static bool HasResolved(GroupState group, GroupTold told) => ResolvedOf(group, told).Any();

    private static bool HasActive(GroupState group) => group.Alerts.Values.Any(static a => AlertMachine.IsActive(a.State));

    private static bool IsTellable(AlertNotice alert) => alert.State.IsUnattended();

    private static long? Earlier(long? one, long other) => one is { } known && known < other ? known : other;
}
