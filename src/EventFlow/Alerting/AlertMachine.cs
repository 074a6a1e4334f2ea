namespace EventFlow.Alerting;

/// <summary>
/// The rules by which an alert changes: pending → firing → acknowledged → resolved, with no-data told apart from resolved. Pure: the record, the input and the time
/// decide. A signal that is older than the newest taken, or was taken before, changes nothing; so replays are harmless.
/// </summary>
public static class AlertMachine
{
    /// <summary>Transitions kept of an alert; the oldest are forgotten.</summary>
    public const int MaxHistory = 200;

    /// <summary>Deliveries kept of an alert; the oldest are forgotten.</summary>
    public const int MaxDeliveries = 50;

    /// <summary>Whether somebody should still care.</summary>
    public static bool IsActive(AlertState state) => state is AlertState.Firing or AlertState.Acknowledged or AlertState.NoData;

    /// <summary>Takes a finding of the alert's rule.</summary>
    /// <param name="alert">The alert, changed in place.</param>
    /// <param name="signal">The finding.</param>
    /// <param name="now">Processing time, unix ms.</param>
    public static AlertChange Apply(AlertRecord alert, AlertSignal signal, long now)
    {
        if (!IsNew(alert, signal)) return AlertChange.None;
        Remember(alert, signal);
        var who = $"rule {signal.RuleId}";
        return signal.Kind switch
        {
            AlertSignalKind.Pending => OnPending(alert, signal, who, now),
            AlertSignalKind.Firing => OnFiring(alert, signal, who, now),
            AlertSignalKind.Recovered => OnRecovered(alert, signal, who, now),
            AlertSignalKind.NoData => OnNoData(alert, signal, who, now),
            _ => AlertChange.None,
        };
    }

    /// <summary>Somebody takes care. Returns why not, or null when done; an acknowledgement lasts until the alert resolves.</summary>
    public static string? Acknowledge(AlertRecord alert, string who, string comment, long now)
    {
        if (alert.State == AlertState.Acknowledged) return $"The alert is acknowledged already, by {alert.AcknowledgedBy}.";
        if (!IsActive(alert.State)) return $"The alert is {Describe(alert.State)}; only one that is firing or without data can be acknowledged.";
        alert.AcknowledgedBy = who;
        alert.AcknowledgeComment = comment;
        alert.Action = $"acknowledged by {who}";
        Move(alert, AlertState.Acknowledged, now, who, comment, now);
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

    private static bool IsNew(AlertRecord alert, AlertSignal signal) =>
        signal.Kind != AlertSignalKind.None
        && (alert.LastSignalTime is not { } last || signal.Time > last || (signal.Time == last && (alert.LastSignalKinds & Bit(signal.Kind)) == 0));

    private static void Remember(AlertRecord alert, AlertSignal signal)
    {
        alert.LastSignalKinds = signal.Time == alert.LastSignalTime ? alert.LastSignalKinds | Bit(signal.Kind) : Bit(signal.Kind);
        alert.LastSignalTime = signal.Time;
        alert.Fingerprint = signal.Fingerprint;
        alert.RuleId = signal.RuleId;
        // An episode keeps its labels: when its rule is renamed or regrouped midway, its end must still reach the group that was told of its beginning.
        if (!IsActive(alert.State)) alert.Labels = signal.Labels;
        alert.Series = signal.Series ?? alert.Series;
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

    private static AlertChange OnFiring(AlertRecord alert, AlertSignal signal, string who, long now)
    {
        Measure(alert, signal);
        var severityWas = alert.Severity;
        alert.Severity = signal.Severity;
        switch (alert.State)
        {
            case AlertState.None or AlertState.Pending or AlertState.Resolved:
                Begin(alert, signal);
                return Move(alert, AlertState.Firing, signal.Time, who, signal.Summary, now);
            case AlertState.NoData:
                alert.DataStopped = false;
                return Move(alert, AlertState.Firing, signal.Time, who, "The data is back and still bad.", now);
            case AlertState.Acknowledged when alert.DataStopped:
                alert.DataStopped = false;
                return Move(alert, AlertState.Acknowledged, signal.Time, who, "The data is back and still bad.", now);
            default:
                if (severityWas == signal.Severity) return AlertChange.None;
                return Move(alert, alert.State, signal.Time, who, $"Severity {AlertNames.Of(severityWas)} → {AlertNames.Of(signal.Severity)}.", now);
        }
    }

    private static AlertChange OnRecovered(AlertRecord alert, AlertSignal signal, string who, long now)
    {
        var comment = signal.Summary.Length > 0 ? signal.Summary : "The condition is gone.";
        if (alert.State == AlertState.Pending) return Cancel(alert, signal.Time, who, comment, now);
        if (!IsActive(alert.State)) return AlertChange.None;
        alert.Value = signal.Value ?? alert.Value;
        alert.ReceivedAt = signal.ReceivedAt;
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
        return Move(alert, alert.State == AlertState.Acknowledged ? AlertState.Acknowledged : AlertState.NoData, signal.Time, who, comment, now);
    }

    private static void Begin(AlertRecord alert, AlertSignal signal)
    {
        alert.Episode++;
        alert.StartsAt = signal.Time;
        alert.EndsAt = null;
        alert.PendingSince = null;
        alert.AcknowledgedBy = null;
        alert.AcknowledgeComment = null;
        alert.DataStopped = false;
        alert.Action = "";
    }

    private static void End(AlertRecord alert, long at)
    {
        alert.EndsAt = at;
        alert.DataStopped = false;
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
