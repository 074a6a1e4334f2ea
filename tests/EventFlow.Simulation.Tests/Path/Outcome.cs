using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventFlow.Alerting;
using EventFlow.Ingestion;
using EventFlow.Notifications;
using EventFlow.Services;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>
/// What is to be the same at the end of any life, as lines of text. Left out is what is measured by the clock of the process: when something was done, and what an alert made of silence, which
/// a restart counts anew.
/// </summary>
internal static class Outcome
{
    private const string PageType = "channelpage";
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static string Of(Life life)
    {
        var states = life.History.After(life.End);
        var lines = states.Select(LineOf).OfType<string>().Append(DescribeChannel(states));
        var told = life.SentBefore.Concat(life.Sent).DistinctBy(static n => n.Id).Select(static n => $"told {n.GroupKey} {n.Status} {n.Reason} {n.Id}");
        var logged = life.Frames.Where(static f => f.Stream == StreamNames.Alerts).SelectMany(static f => f.Events).DistinctBy(static e => e.Id)
            .Where(static e => !IsBySilence(e.Service)).Select(static e => $"logged {e.Service} {((DomainEvent)e).Type} {e.Id}");
        return string.Join('\n', lines.Concat(told).Concat(logged).Order(StringComparer.Ordinal));
    }

    /// <summary>Messages that a channel was sending by the stored states: those, and no other, may come twice.</summary>
    public static IReadOnlySet<string> BeingSent(IEnumerable<StoredState> states) =>
        Messages(states).Where(static m => m.Phase == MessagePhase.Sending).Select(static m => m.Id).ToHashSet();

    private static string? LineOf(StoredState state) => state.GrainType switch
    {
        "ingestion" => $"ingestion {state.GrainKey} {Describe(Read<IngestionState>(state))}",
        "metricseries" => $"series {state.GrainKey} {Describe(JsonNode.Parse(state.Json)!.AsObject())}",
        "service" => $"service {state.GrainKey} {Describe(Read<ServiceState>(state))}",
        "alert" => $"alert {Describe(Read<AlertGrainState>(state))}",
        "alertingwork" => $"work {state.Json}",
        _ => null,
    };

    private static string Describe(IngestionState state) =>
        $"{state.NextOffset} {state.Events} {state.Duplicates} {Convert.ToBase64String(state.Ids)} {JsonSerializer.Serialize(state.Producers.OrderBy(static p => p.Key, StringComparer.Ordinal))}";

    // The evaluator of a series that stopped has been told so by the clock; its signals bear that time.
    private static string Describe(JsonObject state)
    {
        foreach (var evaluator in state["Watches"]!.AsArray().Select(static w => w!["Evaluator"]!.AsObject())) evaluator.Remove("LastFinding");
        return state.ToJsonString();
    }

    private static string Describe(ServiceState state) => string.Create(CultureInfo.InvariantCulture,
        $"{state.FirstSeen} {state.LastSeen} {state.LastTime} {state.Samples} {state.Logs} {state.DomainEvents} {Convert.ToBase64String(state.Errors)} {Offsets(state)} {Latest(state)} {string.Join(',', state.Uptime)} {state.Outbox.Count}");

    private static string Offsets(ServiceState state) => string.Join(',', state.Offsets.OrderBy(static o => o.Key, StringComparer.Ordinal).Select(static o => $"{o.Key}:{o.Value}"));

    private static string Latest(ServiceState state) => string.Join(',', state.Latest.OrderBy(static l => l.Series.Value, StringComparer.Ordinal).Select(static l => $"{l.Series}={l.LastValue}@{l.LastTime}"));

    private static string Describe(AlertGrainState state)
    {
        var alert = state.Alert;
        var service = alert.Labels["service"] ?? "";
        var history = alert.History.Where(static h => h.To != AlertState.NoData && h.From != AlertState.NoData).Select(h => IsBySilence(service) ? $"{h.To}" : $"{h.To}@{h.EventTime} {h.Comment}");
        var deliveries = alert.Deliveries.Select(static d => $"{d.NotificationId} {d.Status} {d.Outcome}").Order(StringComparer.Ordinal);
        return $"{alert.Fingerprint} {alert.RuleId} {service} {alert.State} {alert.Episode} {alert.Action} [{string.Join("; ", history)}] [{string.Join("; ", deliveries)}] {state.Owed} {state.Unlogged.Count}";
    }

    private static string DescribeChannel(IReadOnlyList<StoredState> states)
    {
        var newest = states.Where(static s => s.GrainType == PageType).Select(static s => Read<ChannelPageState>(s).Page).OfType<ChannelPage>().MaxBy(static p => p.Vitals.Version)?.Vitals;
        var messages = Messages(states).ToList();
        return $"channel: {newest?.Sent} sent, {newest?.FailedAttempts} failed, {messages.Count(static m => m.IsQueued)} queued, {messages.Count(static m => m.Phase == MessagePhase.Dead)} dead";
    }

    private static IEnumerable<ChannelMessage> Messages(IEnumerable<StoredState> states) =>
        states.Where(static s => s.GrainType == PageType).SelectMany(static s => Read<ChannelPageState>(s).Page?.Messages ?? []);

    private static bool IsBySilence(string service) => service is "cart" or "stock" or "auth";

    private static T Read<T>(StoredState state) => JsonSerializer.Deserialize<T>(state.Json, Json)!;
}
