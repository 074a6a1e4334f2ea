namespace EventFlow;

/// <summary>One alert; the key is its fingerprint. Owns state and history; returns from a command only after both are saved and the notification, if one is due, is handed on.</summary>
[Alias("EventFlow.IAlertGrain")]
public interface IAlertGrain : IGrainWithStringKey
{
    /// <summary>Takes a finding of its rule. Returns whether anything changed.</summary>
    [Alias("Signal")]
    ValueTask<bool> Signal(AlertSignal signal);

    /// <summary>Somebody takes care. A conflict unless the alert is firing or without data.</summary>
    [Alias("Acknowledge")]
    ValueTask<Outcome<AlertDetail>> Acknowledge(string who, string comment);

    /// <summary>Resolves by hand, for example when its rule was deleted.</summary>
    [Alias("Resolve")]
    ValueTask<Outcome<AlertDetail>> Resolve(string who, string comment);

    /// <summary>A channel reports what became of a notification. Idempotent.</summary>
    [Alias("NoteDelivery")]
    ValueTask NoteDelivery(AlertDelivery delivery);

    /// <summary>The alert; null when it never was.</summary>
    [ReadOnly, Alias("Get")]
    ValueTask<AlertDetail?> Get();
}
