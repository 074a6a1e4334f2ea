namespace EventFlow.Alerting;

/// <summary>An alert as one of many that change together, so that each group, list and log hears of all of them in one call; the key is its fingerprint.</summary>
[Alias("EventFlow.Alerting.IAlertBatchGrain")]
public interface IAlertBatchGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes a finding and saves it, as <see cref="IAlertGrain.Signal"/> does, but leaves the telling to the caller. Returns what there is to tell; null when nothing is. The caller
    /// answers with <see cref="Told"/>; where it does not, the alert tells by itself after five seconds, or when the finding is repeated.
    /// </summary>
    [Alias("Take")]
    ValueTask<AlertOwed?> Take(AlertSignal signal);

    /// <summary>Who was told of the alert as it was at <paramref name="version"/>, and how many transitions the stream <c>alerts</c> has taken. Interleaves: it only takes marks away. Nobody waits for it: should it be lost, the alert tells once more.</summary>
    [AlwaysInterleave, OneWay, Alias("Told")]
    ValueTask Told(long version, AlertAudience audience, int logged);

    /// <summary>Takes a report, as <see cref="IAlertGrain.NoteDelivery"/> does, but leaves showing it in the list to the caller. Returns what to show; null where there never was an alert. Idempotent.</summary>
    [Alias("NoteDelivered")]
    ValueTask<AlertSummary?> NoteDelivered(AlertDelivery delivery);
}
