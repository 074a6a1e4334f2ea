using System.Net.Http.Json;
using System.Text.Json;

namespace EventFlow.Load;

/// <summary>Reading what is stored again: as fast as it can be read, and through detection.</summary>
internal static class ReplayMode
{
    private const int LiveRate = 5_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<ModeReport>> RunAsync(LoadArguments arguments, TimeProvider clock)
    {
        var report = new ModeReport("replay", "Samples of metrics are stored, then replayed at full speed: only read, and read into detectors in a space of their own. The rates are the server's own. Then the latter once more beside a steady load of log records.");
        var quick = arguments.Has("quick");
        var defaults = new IngestDefaults { Kind = PayloadKind.Metrics, Rate = null, Connections = 8, Batch = 1000, Duration = 120, Events = quick ? 50_000 : 2_000_000 };
        var payload = IngestModes.PayloadOf(arguments, defaults, clock);
        await using var server = await LoadServer.OpenAsync(arguments).ConfigureAwait(false);
        var run = new LoadRun(server, IngestModes.ProtocolOf(arguments.Text("format") ?? "json"), payload, defaults.Connections, clock);
        var plan = IngestModes.PlanOf(arguments, defaults, payload) with { Duration = TimeSpan.FromSeconds(defaults.Duration) };
        var begun = clock.GetTimestamp();
        var stored = (await run.WarmUpAsync(plan).ConfigureAwait(false)).Tally.Acknowledged;
        report.Add("stored_events", stored);
        report.Add("stored_and_applied_s", clock.GetElapsedTime(begun).TotalSeconds);
        foreach (var (target, name, goal) in new[] { ("dryRun", "read", 500_000), ("detection", "detection", 200_000) })
        {
            // Once before, short, for the code to be compiled well when it counts.
            await ReplayAsync(new ModeReport("", ""), server, target, "warm-up", stored, clock).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromSeconds(quick ? 0.1 : 4), clock).ConfigureAwait(false);
            await ReplayAsync(report, server, target, name, stored, clock).ConfigureAwait(false);
            report.Goals.Add(Goal.AtLeast($"replay_{name}_events_per_s", goal));
        }

        await BesideLiveAsync(report, server, arguments, stored, clock).ConfigureAwait(false);
        return [report];
    }

    // What a replay costs those who send meanwhile.
    private static async Task BesideLiveAsync(ModeReport report, LoadServer server, LoadArguments arguments, long stored, TimeProvider clock)
    {
        var quick = arguments.Has("quick");
        var payload = new PayloadOptions { Seed = 3, StartMs = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        var live = new LoadRun(server, LoadProtocols.All["json"], payload, connections: 32, clock);
        var plan = new LoadPlan { Schedule = new ArrivalSchedule(arguments.Number("rate", LiveRate, 100, 1_000_000), payload.Batch), Duration = arguments.Seconds("duration", quick ? 1 : 15), Batch = payload.Batch };
        await live.WarmUpAsync(plan with { Duration = plan.Duration / 2 }).ConfigureAwait(false);
        var alone = await live.MeasureAsync(plan).ConfigureAwait(false);
        LoadFigures.AddLatency(report, "live_alone_ack", alone.Result.Tally.FromDue);

        var beside = live.MeasureAsync(plan);
        for (var n = 1; !beside.IsCompleted; n++)
        {
            await ReplayAsync(n == 1 ? report : new ModeReport("", ""), server, "detection", "beside_live", stored, clock).ConfigureAwait(false);
        }

        LoadFigures.AddLatency(report, "live_beside_replay_ack", (await beside.ConfigureAwait(false)).Result.Tally.FromDue);
    }

    private static async Task ReplayAsync(ModeReport report, LoadServer server, string target, string name, long stored, TimeProvider clock)
    {
        var before = server.Meter.Read();
        using var begun = await server.Api.PostAsJsonAsync("/api/replays", new { name = $"load {name}", streams = new[] { StreamNames.Metrics }, target, speed = "max" }).ConfigureAwait(false);
        if (!begun.IsSuccessStatusCode)
        {
            report.Add($"replay_{name}_events_per_s", null);
            report.Notes.Add($"POST /api/replays answered {(int)begun.StatusCode}: {await begun.Content.ReadAsStringAsync().ConfigureAwait(false)}");
            return;
        }

        var id = (await begun.Content.ReadFromJsonAsync<JsonElement>().ConfigureAwait(false)).GetProperty("id").GetString();
        var status = await EndOfAsync(server, $"/api/replays/{id}", clock).ConfigureAwait(false);
        var (read, seconds) = (status.GetProperty("read").GetInt64(), status.GetProperty("runSeconds").GetDouble());
        report.Add($"replay_{name}_events", read);
        report.Add($"replay_{name}_s", seconds);
        report.Add($"replay_{name}_events_per_s", seconds > 0 ? read / seconds : null);
        report.Add($"replay_{name}_cpu_s_per_million", (server.Meter.Read().CpuSeconds - before.CpuSeconds) / (read / 1e6));
        if (status.GetProperty("state").GetString() != "completed" || read != stored)
        {
            report.Faults.Add($"The replay into {target} is {status.GetProperty("state")} and has read {read} of {stored} events. {status.GetProperty("error")}");
        }
    }

    private static async Task<JsonElement> EndOfAsync(LoadServer server, string path, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var status = await server.Api.GetFromJsonAsync<JsonElement>(path).ConfigureAwait(false);
            if (status.GetProperty("state").GetString() != "running" || clock.GetElapsedTime(started) > Longest)
            {
                return status;
            }

            await Task.Delay(Look, clock).ConfigureAwait(false);
        }
    }
}
