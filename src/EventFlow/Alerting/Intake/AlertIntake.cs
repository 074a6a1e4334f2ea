using Microsoft.Extensions.Options;

namespace EventFlow.Alerting.Intake;

/// <summary>Takes alerts of other systems. Thread safe.</summary>
public sealed class AlertIntake(IGrainFactory grains, AlertHandover handover, IOptions<AlertingOptions> options, TimeProvider time)
{
    /// <summary>The most labels of an alert.</summary>
    public const int MaxLabels = 128;

    private const int AtOnce = 256;
    private const int LongestSummary = 1_000;

    private readonly long _resolveTimeoutMs = (long)options.Value.ResolveTimeout.TotalMilliseconds;

    /// <summary>Takes alerts, checked by the caller; returns after all are stored and on their way. One that is sent again changes nothing but its end.</summary>
    public async ValueTask PutAsync(IReadOnlyList<IncomingAlert> alerts)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var signals = alerts.Select(a => SignalOf(a, now)).ToList();
        // The leases first: an alert that was taken and has none would never end by itself.
        await grains.GetGrain<IAlertLeaseGrain>(Tenants.Default).Renew([.. signals.Select(static s => new AlertLease(s.Fingerprint, s.ExpiresAt ?? 0))]);
        foreach (var some in signals.Chunk(AtOnce)) await PutAsync(some);
    }

    // Each alert is saved by itself, all at once; what they have to tell is told together. What was saved is told also when another alert failed.
    private async Task PutAsync(IReadOnlyList<AlertSignal> signals)
    {
        var taking = signals.Select(s => grains.GetGrain<IAlertBatchGrain>(s.Fingerprint).Take(s).AsTask()).ToList();
        Task all = Task.WhenAll(taking);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // An alert that was sent twice owes what it owed last.
        var owed = taking.Where(static t => t.IsCompletedSuccessfully && t.Result is not null).Select(static t => t.Result!).Reverse().DistinctBy(static o => o.Summary.Id).Reverse().ToList();
        if (owed.Count > 0) await handover.TellAsync(owed);
        await all;
    }

    private AlertSignal SignalOf(in IncomingAlert alert, long now)
    {
        var ends = alert.EndsAt ?? now + _resolveTimeoutMs;
        var isOver = ends <= now;
        return new(
            SenderFingerprint.Of(alert.Labels), isOver ? AlertSignalKind.Recovered : AlertSignalKind.Firing, isOver ? ends : now, "", AlertSeverities.Of(alert.Labels), alert.Labels, alert.Annotations,
            isOver ? "" : SummaryOf(alert.Annotations), null, null, null, null, null, null, now)
        {
            StartsAt = alert.StartsAt ?? now,
            GeneratorUrl = alert.GeneratorUrl,
            ExpiresAt = isOver ? null : ends,
        };
    }

    private static string SummaryOf(LabelSet annotations)
    {
        var text = annotations["summary"] ?? annotations["description"] ?? annotations["message"] ?? "";
        return text.Length <= LongestSummary ? text : text[..LongestSummary];
    }
}
