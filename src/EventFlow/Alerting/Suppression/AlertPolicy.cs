using EventFlow.Alerting.Routing;
using Microsoft.Extensions.Options;

namespace EventFlow.Alerting.Suppression;

/// <summary>What keeps alerts from being told: silences, inhibition, damping. Thread safe.</summary>
public sealed class AlertPolicy(IGrainFactory grains, RoutingBook routing, SilenceBook silences, IOptions<AlertingOptions> options)
{
    /// <summary>When an alert counts as flapping.</summary>
    public FlapTiming Flaps { get; } = options.Value.Flaps();

    /// <summary>Completes when silences and routing are known, at least in the versions given.</summary>
    public ValueTask ReadyAsync(long silencesVersion = 0, long routingVersion = 0)
    {
        var (one, other) = (silences.EnsureAsync(silencesVersion), routing.EnsureAsync(routingVersion));
        return one.IsCompletedSuccessfully && other.IsCompletedSuccessfully ? ValueTask.CompletedTask : BothAsync(one, other);
    }

    /// <summary>What holds an alert at a time (unix ms).</summary>
    public async ValueTask<AlertHolds> HoldsOfAsync(string fingerprint, LabelSet labels, long now)
    {
        var by = silences.IdsHolding(labels, now);
        IReadOnlyList<string> inhibitors = [];
        if (routing.Tree.InhibitRules.Any(r => r.IsTarget(labels))) inhibitors = await grains.GetGrain<IInhibitionGrain>(Tenants.Default).InhibitorsOf(fingerprint, labels);
        return by.Count == 0 && inhibitors.Count == 0 ? AlertHolds.None : new(by, inhibitors);
    }

    /// <summary>The plain silence that holds an alert; null when none does, and for maintenance.</summary>
    public Silence? SilenceOf(AlertRecord alert) => alert.SilencedBy.Select(silences.Find).FirstOrDefault(static s => s?.Kind == Silence.Plain);

    /// <summary>What holds an alert, in words; empty when nothing does.</summary>
    public string Describe(AlertHolds holds)
    {
        if (holds.SilencedBy.Count > 0)
        {
            var silence = silences.Find(holds.SilencedBy[0]);
            return silence is null ? $"Silence {holds.SilencedBy[0]}." : $"{(silence.Kind == Silence.Maintenance ? "Maintenance" : "Silence")} of {silence.CreatedBy}: {silence.Comment}";
        }
        return holds.InhibitedBy.Count > 0 ? $"Explained by alert {string.Join(", ", holds.InhibitedBy.Take(3))}." : "";
    }

    private static async ValueTask BothAsync(ValueTask one, ValueTask other)
    {
        await one;
        await other;
    }
}
