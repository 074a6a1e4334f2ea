using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.Postgres;
using EventFlow.TestKit;
using Npgsql;

namespace EventFlow.Load;

/// <summary>
/// What more silos bring: clusters of some sizes over a PostgreSQL of their own, each silo confined to the same share of a core, saturated with one kind of event after the other, or sent <c>--rate</c> of it. CPU per event is the
/// measure; a <see cref="SpreadCost"/> is laid through it. Needs a tool that was built with GrainRuntime=Orleans.
/// </summary>
internal static class ScaleMode
{
    private const double DefaultShare = 0.3;
    private static readonly TimeSpan LongestJoin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<ModeReport>> RunAsync(LoadArguments arguments, TimeProvider clock)
    {
        if (arguments.Has("against"))
        {
            throw new ArgumentException("scale starts clusters of its own; leave --against out.");
        }

        var counts = CountsOf(arguments.Text("silos") ?? "1,2,3");
        if (Counterparts.Postgres is null)
        {
            throw new ArgumentException(Counterparts.Missing("PostgreSQL"));
        }

        await using var postgres = await PostgresServer.StartAsync("shared_buffers=256MB", "max_wal_size=2GB", "max_connections=300").ConfigureAwait(false);
        List<ModeReport> reports = [];
        foreach (var count in counts)
        {
            reports.AddRange(await MeasureAsync(postgres, count, arguments, clock).ConfigureAwait(false));
        }

        reports.Add(Fit(reports, counts));
        return reports;
    }

    private static List<int> CountsOf(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        return parts.All(static p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 16)
            ? [.. parts.Select(static p => int.Parse(p, CultureInfo.InvariantCulture)).Distinct().Order()]
            : throw new ArgumentException($"--silos is '{text}'; expected numbers from 1 to 16 with commas between them, such as 1,2,3.");
    }

    private static async Task<List<ModeReport>> MeasureAsync(PostgresServer postgres, int count, LoadArguments arguments, TimeProvider clock)
    {
        var database = await postgres.CreateDatabaseAsync().ConfigureAwait(false);
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await PostgresSchema.ApplyAsync(source).ConfigureAwait(false);
        }

        await using var cluster = await LoadServer.OpenClusterAsync(arguments, number => SettingsOf(database, number), count).ConfigureAwait(false);
        await WaitForAllAsync(cluster, count, clock).ConfigureAwait(false);
        var share = arguments.Real("cpu-share", DefaultShare);
        List<(PayloadKind Kind, LoadRun Run, LoadPlan Plan)> loads = [.. KindsOf(arguments).Select(kind => LoadOf(cluster, kind, count, arguments, clock))];

        // Warm before it is confined, every kind before the first is measured: within its share a silo would compile its code for minutes.
        foreach (var (_, run, plan) in loads)
        {
            await run.WarmUpAsync(plan with { Duration = arguments.Seconds("warmup", arguments.Has("quick") ? 1 : 20) }).ConfigureAwait(false);
        }

        cluster.Confine(share);
        List<ModeReport> reports = [await MeasureIdleAsync(cluster, postgres, count, clock).ConfigureAwait(false)];
        foreach (var (kind, run, plan) in loads)
        {
            reports.Add(await MeasureAsync(postgres, kind, count, share, run, plan).ConfigureAwait(false));
        }

        return reports;
    }

    private static IReadOnlyList<PayloadKind> KindsOf(LoadArguments arguments) => arguments.Has("kind") ? [arguments.Choice("kind", PayloadKind.Logs)] : [PayloadKind.Logs, PayloadKind.Metrics];

    private static (PayloadKind, LoadRun, LoadPlan) LoadOf(LoadServer cluster, PayloadKind kind, int count, LoadArguments arguments, TimeProvider clock)
    {
        var defaults = new IngestDefaults { Kind = kind, Rate = null, Connections = 8 * count, Batch = kind == PayloadKind.Metrics ? 1_000 : 100, Duration = arguments.Has("quick") ? 2 : 20 };
        var payload = IngestModes.PayloadOf(arguments, defaults, clock) with { Kind = kind };
        var run = new LoadRun(cluster, IngestModes.ProtocolOf(arguments.Text("format") ?? "ndjson"), payload, (int)arguments.Number("connections", defaults.Connections, 1, 10_000), clock);
        return (kind, run, IngestModes.PlanOf(arguments, defaults, payload) with { Schedule = RateOf(arguments) is { } rate ? new ArrivalSchedule(rate * count, payload.Batch, TimeSpan.Zero) : null });
    }

    // Events a second for each silo; null to saturate them. What lags is applied several samples of a series at once, and cheaper for that: only clusters that keep up compare.
    private static long? RateOf(LoadArguments arguments) => arguments.Has("rate") && arguments.Text("rate") is not "max" ? arguments.Number("rate", 0, 1, 1_000_000) : null;

    private static async Task<ModeReport> MeasureAsync(PostgresServer postgres, PayloadKind kind, int count, double share, LoadRun run, LoadPlan plan)
    {
        var load = plan.Schedule is null ? "saturated over all of them" : "sent at a rate for each of them";
        var report = new ModeReport(NameOf(kind, count), string.Create(CultureInfo.InvariantCulture, $"{count} silos, each confined to {share} of a core, {load}; PostgreSQL and this tool are not confined."));
        var before = postgres.CpuTime;
        var measured = await run.MeasureAsync(plan).ConfigureAwait(false);
        var millions = measured.Result.Tally.Acknowledged / 1e6;
        LoadFigures.Add(report, measured, plan, run.Bodies);
        report.Add("silos", count);
        report.Add("sustained_events_per_s", measured.Drained is { } drained ? measured.Result.Tally.Acknowledged / (measured.Result.Elapsed + drained).TotalSeconds : null);
        report.Add("postgres_cpu_s_per_million", millions == 0 ? null : (postgres.CpuTime - before).TotalSeconds / millions);
        if (measured.Applied < measured.Result.Tally.Acknowledged)
        {
            report.Faults.Add($"{measured.Result.Tally.Acknowledged} events were acknowledged and {measured.Applied} applied.");
        }

        return report;
    }

    private static async Task<ModeReport> MeasureIdleAsync(LoadServer cluster, PostgresServer postgres, int count, TimeProvider clock)
    {
        var (before, database) = (cluster.Meter.Read(), postgres.CpuTime);
        await Task.Delay(Idle, clock).ConfigureAwait(false);
        var report = new ModeReport($"scale idle {count}", "The same cluster while nothing is sent: what silos cost by being there.");
        report.Add("silos", count);
        report.Add("server_cpu_cores", (cluster.Meter.Read().CpuSeconds - before.CpuSeconds) / Idle.TotalSeconds);
        report.Add("postgres_cpu_cores", (postgres.CpuTime - database).TotalSeconds / Idle.TotalSeconds);
        report.Add("memory_mib", cluster.Meter.Read().ResidentBytes / (double)(1 << 20));
        return report;
    }

    private static ModeReport Fit(List<ModeReport> reports, List<int> counts)
    {
        var fit = new ModeReport("scale fit", "CPU per million events over the number of silos n as local + spread * (n - 1) / n: what is done where the event arrived, and what comes in for going to another silo.");
        foreach (var kind in new[] { PayloadKind.Logs, PayloadKind.Metrics })
        {
            var points = counts.Select(n => (n, reports.Find(r => r.Mode == NameOf(kind, n))?["server_cpu_s_per_million"])).Where(static p => p.Item2 is not null).Select(static p => (p.n, p.Item2!.Value)).ToList();
            if (SpreadCost.Fit(points) is { } cost)
            {
                var name = kind.ToString().ToLowerInvariant();
                fit.Add($"{name}_local_cpu_s_per_million", cost.Local);
                fit.Add($"{name}_spread_cpu_s_per_million", cost.Spread);
                fit.Add($"{name}_cpu_s_per_million_of_many_silos", cost.Of(double.PositiveInfinity));
            }
        }

        fit.Notes.Add("CPU-seconds per million events are the cores that a million events a second take.");
        return fit;
    }

    private static string NameOf(PayloadKind kind, int count) => string.Create(CultureInfo.InvariantCulture, $"scale {kind.ToString().ToLowerInvariant()} {count}");

    private static async Task WaitForAllAsync(LoadServer cluster, int count, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < LongestJoin)
        {
            var system = await cluster.Api.GetFromJsonAsync<JsonElement>("/api/system").ConfigureAwait(false);
            if (system.GetProperty("silos").EnumerateArray().Count(static s => s.GetProperty("status").GetString() == "Active") == count)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), clock).ConfigureAwait(false);
        }

        throw new InvalidOperationException($"{count} silos did not form a cluster within {LongestJoin.TotalMinutes} min. This mode needs silos on Orleans: build the tool with -p:GrainRuntime=Orleans.");
    }

    private static Dictionary<string, string> SettingsOf(string database, int number) => new()
    {
        ["EventFlow:Cluster:Mode"] = "Postgres",
        ["EventFlow:Cluster:ClusterId"] = "scale",
        ["EventFlow:Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
        ["EventFlow:Cluster:SiloName"] = string.Create(CultureInfo.InvariantCulture, $"silo-{number}"),
        ["EventFlow:Postgres:ConnectionString"] = database,
        ["EventFlow:Streams:Provider"] = "postgres",
    };
}
