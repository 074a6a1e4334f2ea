using System.Net.Http.Json;
using System.Text.Json;

namespace EventFlow.Load;

/// <summary>A caller that sends little, alone and then beside one that sends all it can over many connections: what the second costs the first.</summary>
internal static class FairnessMode
{
    private const int PoliteRate = 200;

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<ModeReport>> RunAsync(LoadArguments arguments, TimeProvider clock)
    {
        var report = new ModeReport("fairness", $"{PoliteRate} events per second from one caller, alone and beside another who sends as fast as 64 connections are answered and does not care for Retry-After.");
        var quick = arguments.Has("quick");
        var span = arguments.Seconds("duration", quick ? 2 : 20);
        await using var server = await LoadServer.OpenAsync(arguments).ConfigureAwait(false);
        var polite = await PoliteRunAsync(server, arguments, clock).ConfigureAwait(false);
        var (flood, flooding) = FloodRun(server, arguments, span, clock);
        var calm = new LoadPlan { Schedule = new ArrivalSchedule(PoliteRate, 10), Duration = span, Batch = 10 };

        await Task.WhenAll(flood.WarmUpAsync(flooding with { Duration = arguments.Seconds("warmup", quick ? 1 : 5) }), polite.WarmUpAsync(calm with { Duration = TimeSpan.FromSeconds(1) })).ConfigureAwait(false);
        var alone = await polite.MeasureAsync(calm).ConfigureAwait(false);
        var flooded = flood.MeasureAsync(flooding);
        var beside = await polite.MeasureAsync(calm with { Duration = span * 0.9 }).ConfigureAwait(false);
        var other = await flooded.ConfigureAwait(false);

        LoadFigures.AddLatency(report, "alone_ack", alone.Result.Tally.FromDue);
        LoadFigures.AddLatency(report, "beside_flood_ack", beside.Result.Tally.FromDue);
        report.Add("beside_flood_accepted_share", (double)beside.Result.Tally.Statuses.GetValueOrDefault(202) / Math.Max(1, beside.Result.Tally.Sendings));
        report.Add("flood_acknowledged_events_per_s", other.Result.Tally.Acknowledged / other.Result.Elapsed.TotalSeconds);
        report.Add("flood_answers_202", other.Result.Tally.Statuses.GetValueOrDefault(202));
        report.Add("flood_answers_429", other.Result.Tally.Statuses.GetValueOrDefault(429));
        report.Goals.Add(Goal.AtLeast("beside_flood_accepted_share", 0.99));
        return [report];
    }

    private static async Task<LoadRun> PoliteRunAsync(LoadServer server, LoadArguments arguments, TimeProvider clock)
    {
        using var created = await server.Api.PostAsJsonAsync("/api/api-keys", new { name = $"polite-{Guid.NewGuid():N}"[..14], scopes = new[] { "ingest" } }).ConfigureAwait(false);
        created.EnsureSuccessStatusCode();
        var key = (await created.Content.ReadFromJsonAsync<JsonElement>().ConfigureAwait(false)).GetProperty("key").GetString()!;
        var payload = new PayloadOptions { Batch = 10, Bodies = 64, Seed = 2, Kind = arguments.Choice("kind", PayloadKind.Logs), StartMs = clock.GetUtcNow().AddHours(-6).ToUnixTimeMilliseconds() };
        return new LoadRun(server, LoadProtocols.All["json"], payload, connections: 4, clock) { Targets = [new LoadTarget(server.Target.Url, [new("X-Api-Key", key)])], WaitsForAll = false };
    }

    private static (LoadRun Run, LoadPlan Plan) FloodRun(LoadServer server, LoadArguments arguments, TimeSpan span, TimeProvider clock)
    {
        var payload = new PayloadOptions { Batch = 100, Seed = 1, Kind = arguments.Choice("kind", PayloadKind.Logs), StartMs = clock.GetUtcNow().AddHours(-6).ToUnixTimeMilliseconds() };
        var run = new LoadRun(server, LoadProtocols.All["json"], payload, (int)arguments.Number("connections", 64, 1, 10_000), clock);
        return (run, new LoadPlan { Duration = span, Batch = 100, OnRefusal = RefusalPolicy.Drop });
    }
}
