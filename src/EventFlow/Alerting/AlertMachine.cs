namespace EventFlow.Alerting;

/// <summary>
/// The rules by which an alert changes: pending → firing → acknowledged → resolved, with no-data told apart from resolved, and silenced, inhibited and flapping told apart from firing.
/// Pure: the record, the input and the time decide. A signal that is older than the newest taken, or was taken before, changes nothing; so replays are harmless.
/// </summary>
public static class AlertMachine
{
    /// <summary>Transitions kept of an alert; the oldest are forgotten.</summary>
    public const int MaxHistory = 200;

    /// <summary>Deliveries kept of an alert; the oldest are forgotten.</summary>
    public const int MaxDeliveries = 50;

    private const int MaxFlips = 100;

    /// <summary>Whether somebody should still care.</summary>
    public static bool IsActive(AlertState state) => state.IsOpen();

    /// <summary>Takes a finding of the alert's rule.</summary>
    /// <param name="alert">The alert, changed in place.</param>
    /// <param name="signal">The finding.</param>
    /// <param name="now">Processing time, unix ms.</param>
    /// <param name="holds">What keeps it from being told when it begins to fire now; null is nothing.</param>
    /// <param name="flaps">When it counts as flapping; the default is never.</param>
    /// <param name="held">What <paramref name="holds"/> are, in words.</param>
    public static AlertChange Apply(AlertRecord alert, AlertSignal signal, long now, AlertHolds? holds = null, FlapTiming flaps = default, string held = "")
    {
        if (!IsNew(alert, signal)) return AlertChange.None;
        Remember(alert, signal);
        var who = signal.RuleId.Length > 0 ? $"rule {signal.RuleId}" : "sender";
        return signal.Kind switch
        {
            AlertSignalKind.Pending => OnPending(alert, signal, who, now),
            AlertSignalKind.Firing => OnFiring(alert, signal, who, now, holds ?? AlertHolds.None, flaps, held),
            AlertSignalKind.Recovered => OnRecovered(alert, signal, who, now, flaps),
            AlertSignalKind.NoData => OnNoData(alert, signal, who, now),
            _ => AlertChange.None,
        };
    }

    /// <summary>Somebody takes care, until a time or until it resolves. Returns why not, or null when done.</summary>
    public static string? Acknowledge(AlertRecord alert, string who, string comment, long now, long? until = null)
    {
        if (!IsActive(alert.State)) return $"The alert is {Describe(alert.State)}; only one that is open can be acknowledged.";
        if (alert.AcknowledgedBy is not null) return $"The alert is acknowledged already, by {alert.AcknowledgedBy}.";
        alert.AcknowledgedBy = who;
        alert.AcknowledgeComment = comment;
        alert.AcknowledgedAt = now;
        alert.AcknowledgedUntil = until;
        alert.Action = $"acknowledged by {who}";
        Move(alert, StateOf(alert), now, who, comment, now);
        return null;
    }

    /// <summary>Nobody takes care any more. Returns why not, or null when done.</summary>
    public static string? Unacknowledge(AlertRecord alert, string who, string comment, long now)
    {
        if (!IsActive(alert.State) || alert.AcknowledgedBy is null) return $"The alert is {Describe(alert.State)}; only one that is acknowledged can be given back.";
        ForgetAcknowledgement(alert);
        alert.Action = $"given back by {who}";
        Move(alert, StateOf(alert), now, who, comment, now);
        return null;
    }

    /// <summary>Ends the alert by hand. Returns why not, or null when done.</summary>
    public static string? Resolve(AlertRecord alert, string who, string comment, long now)
    {
        if (alert.State == AlertState.Pending)
        {
            Cancel(alert, now, who, comment, now);
            return null;
        }
        if (!IsActive(alert.State)) return $"The alert is {Describe(alert.State)}; only one that is open can be resolved.";
        End(alert, Math.Max(now, alert.StartsAt));
        alert.Action = $"resolved by {who}";
        Move(alert, AlertState.Resolved, now, who, comment, now);
        return null;
    }

    /// <summary>Its sender has not repeated it in time.</summary>
    public static AlertChange Expire(AlertRecord alert, long now)
    {
        if (!IsActive(alert.State)) return AlertChange.None;
        End(alert, now);
        alert.Action = "resolved: it was not sent again";
        return Move(alert, AlertState.Resolved, now, "time", "Its sender has not repeated it in time.", now);
    }

    /// <summary>What keeps the alert from being told may have changed.</summary>
    /// <param name="alert">The alert, changed in place.</param>
    /// <param name="holds">What holds it now.</param>
    /// <param name="held">That in words.</param>
    /// <param name="now">Processing time, unix ms.</param>
    public static AlertChange Reassess(AlertRecord alert, AlertHolds holds, string held, long now)
    {
        if (!IsActive(alert.State) || (alert.SilencedBy.SequenceEqual(holds.SilencedBy) && alert.InhibitedBy.SequenceEqual(holds.InhibitedBy))) return AlertChange.None;
        var before = alert.State;
        Hold(alert, holds);
        var to = StateOf(alert);
        if (to == before)
        {
            alert.UpdatedAt = now;
            alert.Version++;
            return AlertChange.Note;
        }
        var comment = held.Length > 0 ? held : before == AlertState.Silenced ? "The silence is over." : "The alert that explained it is over.";
        return Move(alert, to, now, to switch { AlertState.Silenced => "silence", AlertState.Inhibited => "inhibition", _ => before == AlertState.Silenced ? "silence" : "inhibition" }, comment, now);
    }

    /// <summary>When <see cref="Tick"/> has something to do; null when time alone changes nothing.</summary>
    public static long? NextDue(AlertRecord alert, FlapTiming flaps)
    {
        if (!IsActive(alert.State)) return null;
        var due = alert.AcknowledgedUntil;
        if (alert.FlappingSince is not null && (due is null || alert.LastFlipAt + flaps.QuietMs < due)) due = alert.LastFlipAt + flaps.QuietMs;
        return due;
    }

    /// <summary>Does what time has brought: an acknowledgement runs out, a flapping alert is calm.</summary>
    public static AlertChange Tick(AlertRecord alert, FlapTiming flaps, long now)
    {
        if (!IsActive(alert.State)) return AlertChange.None;
        if (alert.AcknowledgedUntil <= now)
        {
            var who = alert.AcknowledgedBy;
            ForgetAcknowledgement(alert);
            alert.Action = $"the acknowledgement of {who} ran out";
            return Move(alert, StateOf(alert), now, "time", $"The acknowledgement of {who} ran out.", now);
        }
        if (alert.FlappingSince is null || alert.LastFlipAt + flaps.QuietMs > now) return AlertChange.None;
        alert.FlappingSince = null;
        if (alert.GoneAt is not { } gone) return Move(alert, StateOf(alert), now, "time", "It has stopped coming and going, and fires.", now);
        End(alert, gone);
        alert.Action = "resolved by itself";
        return Move(alert, AlertState.Resolved, gone, "time", "It has stopped coming and going, and is over.", now);
    }

    /// <summary>A channel reports what became of a notification. The same report again changes nothing, nor does one that is overtaken by a later outcome.</summary>
    public static AlertChange NoteDelivery(AlertRecord alert, AlertDelivery delivery, long now)
    {
        var known = alert.Deliveries.FindIndex(d => d.NotificationId == delivery.NotificationId && d.Channel == delivery.Channel);
        if (known >= 0)
        {
            if (!AlertDeliveries.Supersedes(delivery, alert.Deliveries[known])) return AlertChange.None;
            alert.Deliveries.RemoveAt(known);
        }
        alert.Deliveries.Insert(0, delivery);
        if (alert.Deliveries.Count > MaxDeliveries) alert.Deliveries.RemoveRange(MaxDeliveries, alert.Deliveries.Count - MaxDeliveries);
        if (AlertDeliveries.Describe(delivery) is { } action) alert.Action = action;
        alert.UpdatedAt = now;
        alert.Version++;
        return AlertChange.Note;
    }

    /// <summary>An escalation took a step. The same step again changes nothing.</summary>
    public static AlertChange NoteEscalation(AlertRecord alert, EscalationNote note, long now)
    {
        if (alert.Version == 0 || note.Sequence <= alert.Escalations.GetValueOrDefault(note.GroupKey)) return AlertChange.None;
        alert.Escalations[note.GroupKey] = note.Sequence;
        if (IsActive(alert.State)) alert.Action = note.Action;
        Move(alert, alert.State, note.At, $"escalation {note.Policy}", note.Comment, now);
        alert.History[^1] = alert.History[^1] with { Kind = AlertTransition.Escalated };
        return AlertChange.Transition;
    }

    // What several things say at once: who must not be told comes before who cares, and both before how bad it looks.
    private static AlertState StateOf(AlertRecord alert)
    {
        if (alert.SilencedBy.Count > 0) return AlertState.Silenced;
        if (alert.InhibitedBy.Count > 0) return AlertState.Inhibited;
        if (alert.AcknowledgedBy is not null) return AlertState.Acknowledged;
        if (alert.FlappingSince is not null) return AlertState.Flapping;
        return alert.DataStopped ? AlertState.NoData : AlertState.Firing;
    }

    // A sender without a rule tells what is so now, in the order in which it arrives; there is nothing to replay.
    private static bool IsNew(AlertRecord alert, AlertSignal signal) =>
        signal.Kind != AlertSignalKind.None
        && (signal.RuleId.Length == 0 || alert.LastSignalTime is not { } last || signal.Time > last || (signal.Time == last && (alert.LastSignalKinds & Bit(signal.Kind)) == 0));

    private static void Remember(AlertRecord alert, AlertSignal signal)
    {
        alert.LastSignalKinds = signal.Time == alert.LastSignalTime ? alert.LastSignalKinds | Bit(signal.Kind) : Bit(signal.Kind);
        alert.LastSignalTime = signal.Time;
        alert.Fingerprint = signal.Fingerprint;
        alert.RuleId = signal.RuleId;
        // An episode keeps its labels: when its rule is renamed or regrouped midway, its end must still reach the group that was told of its beginning.
        if (!IsActive(alert.State)) alert.Labels = signal.Labels;
        alert.Series = signal.Series ?? alert.Series;
        alert.GeneratorUrl = signal.GeneratorUrl ?? alert.GeneratorUrl;
        alert.ExpiresAt = signal.ExpiresAt;
    }

    private static AlertChange OnPending(AlertRecord alert, AlertSignal signal, string who, long now)
    {
        if (alert.State is not (AlertState.None or AlertState.Resolved))
        {
            if (alert.State == AlertState.Pending) Measure(alert, signal);
            return AlertChange.None;
        }
        Measure(alert, signal);
        alert.Severity = signal.Severity;
        alert.PendingSince = signal.Time;
        alert.Action = "";
        return Move(alert, AlertState.Pending, signal.Time, who, signal.Summary, now);
    }

    private static AlertChange OnFiring(AlertRecord alert, AlertSignal signal, string who, long now, AlertHolds holds, FlapTiming flaps, string held)
    {
        Measure(alert, signal);
        var severityWas = alert.Severity;
        alert.Severity = signal.Severity;
        if (!IsActive(alert.State))
        {
            Begin(alert, signal);
            Hold(alert, holds);
            Flip(alert, signal.Time, now, flaps);
            return Move(alert, StateOf(alert), signal.Time, who, held.Length > 0 ? $"{signal.Summary} {held}".Trim() : signal.Summary, now);
        }
        if (alert.GoneAt is not null)
        {
            alert.GoneAt = null;
            Flip(alert, signal.Time, now, flaps);
            return Move(alert, StateOf(alert), signal.Time, who, signal.Summary, now);
        }
        if (alert.DataStopped)
        {
            alert.DataStopped = false;
            return Move(alert, StateOf(alert), signal.Time, who, "The data is back and still bad.", now);
        }
        if (severityWas == signal.Severity) return AlertChange.None;
        return Move(alert, alert.State, signal.Time, who, $"Severity {AlertNames.Of(severityWas)} → {AlertNames.Of(signal.Severity)}.", now);
    }

    private static AlertChange OnRecovered(AlertRecord alert, AlertSignal signal, string who, long now, FlapTiming flaps)
    {
        var comment = signal.Summary.Length > 0 ? signal.Summary : "The condition is gone.";
        if (alert.State == AlertState.Pending) return Cancel(alert, signal.Time, who, comment, now);
        if (!IsActive(alert.State) || alert.GoneAt is not null) return AlertChange.None;
        alert.Value = signal.Value ?? alert.Value;
        alert.ReceivedAt = signal.ReceivedAt;
        // Whoever says that it is over has data; a flapping alert stays open after this.
        alert.DataStopped = false;
        Flip(alert, signal.Time, now, flaps);
        if (alert.FlappingSince is not null)
        {
            alert.GoneAt = signal.Time;
            return Move(alert, StateOf(alert), signal.Time, who, $"{comment.TrimEnd('.')}. It comes and goes: held open until it is quiet.", now);
        }
        End(alert, signal.Time);
        alert.Action = "resolved by itself";
        return Move(alert, AlertState.Resolved, signal.Time, who, comment, now);
    }

    private static AlertChange OnNoData(AlertRecord alert, AlertSignal signal, string who, long now)
    {
        var comment = signal.Summary.Length > 0 ? signal.Summary : "The data stopped.";
        if (alert.State == AlertState.Pending) return Cancel(alert, signal.Time, who, "The data stopped before it fired.", now);
        if (!IsActive(alert.State) || alert.DataStopped) return AlertChange.None;
        alert.DataStopped = true;
        return Move(alert, StateOf(alert), signal.Time, who, comment, now);
    }

    private static void Begin(AlertRecord alert, AlertSignal signal)
    {
        alert.Episode++;
        alert.StartsAt = signal.StartsAt ?? signal.Time;
        alert.EndsAt = null;
        alert.BeganAt = alert.PendingSince ?? alert.StartsAt;
        alert.PendingSince = null;
        ForgetAcknowledgement(alert);
        alert.DataStopped = false;
        alert.GoneAt = null;
        // Of groups it is no more told with nothing comes any more.
        foreach (var group in alert.Escalations.Keys.Where(k => !alert.Groups.Exists(g => g.Key == k)).ToList()) alert.Escalations.Remove(group);
        alert.Groups = [];
        alert.Action = "";
    }

    // Who acknowledged is kept: it belongs to what happened, until it begins anew.
    private static void End(AlertRecord alert, long at)
    {
        alert.EndsAt = Math.Max(at, alert.StartsAt);
        alert.AcknowledgedUntil = null;
        alert.DataStopped = false;
        alert.FlappingSince = null;
        alert.GoneAt = null;
        Hold(alert, AlertHolds.None);
    }

    private static void ForgetAcknowledgement(AlertRecord alert)
    {
        alert.AcknowledgedBy = null;
        alert.AcknowledgeComment = null;
        alert.AcknowledgedAt = null;
        alert.AcknowledgedUntil = null;
    }

    private static void Hold(AlertRecord alert, AlertHolds holds)
    {
        alert.SilencedBy = [.. holds.SilencedBy];
        alert.InhibitedBy = [.. holds.InhibitedBy];
    }

    // Changes are counted in event time, so that a replay counts alike; calm is a matter of the clock on the wall.
    private static void Flip(AlertRecord alert, long at, long now, FlapTiming flaps)
    {
        if (flaps.Changes <= 0) return;
        alert.LastFlipAt = now;
        alert.Flips.RemoveAll(t => t <= at - flaps.WindowMs);
        alert.Flips.Add(at);
        if (alert.Flips.Count > MaxFlips) alert.Flips.RemoveAt(0);
        if (alert.Flips.Count >= flaps.Changes) alert.FlappingSince ??= now;
    }

    // A pending alert that does not come true was nobody's business: back to what it was before, and only the history tells.
    private static AlertChange Cancel(AlertRecord alert, long eventTime, string who, string comment, long now)
    {
        alert.PendingSince = null;
        return Move(alert, alert.Episode > 0 ? AlertState.Resolved : AlertState.None, eventTime, who, comment, now);
    }

    private static void Measure(AlertRecord alert, AlertSignal signal)
    {
        alert.Summary = signal.Summary;
        alert.Annotations = signal.Annotations;
        alert.Value = signal.Value;
        alert.Expected = signal.Expected;
        alert.Lower = signal.Lower;
        alert.Upper = signal.Upper;
        alert.Score = signal.Score;
        alert.ReceivedAt = signal.ReceivedAt;
    }

    private static AlertChange Move(AlertRecord alert, AlertState to, long eventTime, string who, string comment, long now)
    {
        alert.History.Add(new(alert.State, to, eventTime, now, who, comment));
        if (alert.History.Count > MaxHistory) alert.History.RemoveRange(0, alert.History.Count - MaxHistory);
        alert.State = to;
        alert.UpdatedAt = now;
        alert.Version++;
        return AlertChange.Transition;
    }

    private static string Describe(AlertState state) => state == AlertState.None ? "not open" : AlertNames.Of(state);

    private static int Bit(AlertSignalKind kind) => 1 << (int)kind;
}
