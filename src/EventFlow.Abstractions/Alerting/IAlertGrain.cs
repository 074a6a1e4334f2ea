namespace EventFlow;

/// <summary>One alert; the key is its fingerprint. Owns state and history; returns from a command only after both are saved and the notification, if one is due, is handed on.</summary>
[Alias("EventFlow.IAlertGrain")]
public interface IAlertGrain : IGrainWithStringKey
{
    /// <summary>Takes a finding of its rule. Returns whether anything changed.</summary>
    [Alias("Signal")]
    ValueTask<bool> Signal(AlertSignal signal);

    /// <summary>Somebody takes care, until a time (unix ms) or, with null, until it resolves. A conflict unless the alert is open and not acknowledged.</summary>
    [Alias("Acknowledge")]
    ValueTask<Outcome<AlertDetail>> Acknowledge(string who, string comment, long? until);

    /// <summary>Nobody takes care any more: who did cannot go on. A conflict unless it is acknowledged.</summary>
    [Alias("Unacknowledge")]
    ValueTask<Outcome<AlertDetail>> Unacknowledge(string who, string comment);

    /// <summary>Resolves by hand, for example when its rule was deleted.</summary>
    [Alias("Resolve")]
    ValueTask<Outcome<AlertDetail>> Resolve(string who, string comment);

    /// <summary>Its sender has not repeated it in time: it is over.</summary>
    [Alias("Expire")]
    ValueTask Expire();

    /// <summary>Looks again at what keeps it from being told and where it goes, after silences, inhibiting alerts or routes have changed. The versions are those the caller knows, so that an older copy is refreshed first.</summary>
    [Alias("Reassess")]
    ValueTask Reassess(long silencesVersion, long routingVersion);

    /// <summary>A channel reports what became of a notification. Idempotent.</summary>
    [Alias("NoteDelivery")]
    ValueTask NoteDelivery(AlertDelivery delivery);

    /// <summary>An escalation took a step. Idempotent.</summary>
    [Alias("NoteEscalation")]
    ValueTask NoteEscalation(EscalationNote note);

    /// <summary>The alert; null when it never was.</summary>
    [ReadOnly, Alias("Get")]
    ValueTask<AlertDetail?> Get();
}
