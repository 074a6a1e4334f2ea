using System.Globalization;

namespace EventFlow.Load;

/// <summary>Log records and samples over the events endpoint: as many as it takes, or a given rate.</summary>
internal static class IngestModes
{
    /// <summary>Log records of 300 bytes in batches of 100, as fast as they are acknowledged, as JSON and as lines.</summary>
    public static async Task<IReadOnlyList<ModeReport>> MaxAsync(LoadArguments arguments, TimeProvider clock)
    {
        var reports = new List<ModeReport>();
        foreach (var format in arguments.Text("format") is { } given ? [given] : new[] { "json", "ndjson" })
        {
            var report = new ModeReport($"ingest-max {format}", "Log records in batches, each acknowledged after it is on disk, as fast as the server takes them.");
            await MeasureAsync(report, arguments, clock, new IngestDefaults { Format = format, Rate = null, Connections = 32, Duration = 20 }).ConfigureAwait(false);
            report.Goals.Add(Goal.AtLeast("acknowledged_events_per_s", 50_000));
            report.Goals.Add(Goal.AtMost("server_cpu_s_per_million", 4));
            reports.Add(report);
        }

        return reports;
    }

    /// <summary>The same at 25,000 events a second.</summary>
    public static async Task<IReadOnlyList<ModeReport>> SteadyAsync(LoadArguments arguments, TimeProvider clock)
    {
        var report = new ModeReport("ingest-25k", "Log records in batches at a steady rate; latency from when a batch is due to its acknowledgement, which comes after the disk has it.");
        await MeasureAsync(report, arguments, clock, new IngestDefaults { Rate = 25_000, Connections = 64, Duration = 20 }).ConfigureAwait(false);
        report.Goals.Add(Goal.AtMost("ack_p99_ms", 10));
        report.Goals.Add(Goal.AtMost("server_cpu_s_per_million", 4));
        return [report];
    }

    /// <summary>Bytes on disk of log records.</summary>
    public static async Task<IReadOnlyList<ModeReport>> BytesAsync(LoadArguments arguments, TimeProvider clock)
    {
        var report = new ModeReport("bytes", "What reaches the disk of log records of 300 bytes: growth of the data directory, and bytes the kernel was given to write.");
        await MeasureAsync(report, arguments, clock, new IngestDefaults { Rate = 25_000, Connections = 64, Duration = 20 }).ConfigureAwait(false);
        report.Goals.Add(Goal.AtMost("data_bytes_per_event", 120));
        report.Goals.Add(Goal.AtMost("written_bytes_per_event", 120));
        return [report];
    }

    /// <summary>Samples of 10,000 series until their grains have applied them.</summary>
    public static async Task<IReadOnlyList<ModeReport>> MetricsAsync(LoadArguments arguments, TimeProvider clock)
    {
        var report = new ModeReport("metrics-10k-series", "Samples of many series through the log into the detectors of each; counted when the grains of the series have applied them.");
        var measured = await MeasureAsync(
            report, arguments, clock,
            new IngestDefaults { Kind = PayloadKind.Metrics, Rate = null, Connections = 8, Batch = 1000, Duration = 20, Events = arguments.Has("quick") ? 100_000 : 2_000_000 }).ConfigureAwait(false);
        var seconds = measured.Result.Elapsed.TotalSeconds + measured.Drained?.TotalSeconds;
        report.Add("applied_samples_per_s", measured.Applied / seconds);
        report.Goals.Add(Goal.AtLeast("applied_samples_per_s", 100_000));
        return [report];
    }

    /// <summary>Whatever the options say.</summary>
    public static async Task<IReadOnlyList<ModeReport>> RunAsync(LoadArguments arguments, TimeProvider clock)
    {
        var report = new ModeReport("run", "A load as the options say.");
        await MeasureAsync(report, arguments, clock, new IngestDefaults { Rate = 10_000, Connections = 64, Duration = 10 }).ConfigureAwait(false);
        return [report];
    }

    private static async Task<Measurement> MeasureAsync(ModeReport report, LoadArguments arguments, TimeProvider clock, IngestDefaults defaults)
    {
        var payload = PayloadOf(arguments, defaults, clock);
        await using var server = await LoadServer.OpenAsync(arguments).ConfigureAwait(false);
        var run = new LoadRun(server, ProtocolOf(arguments.Text("format") ?? defaults.Format), payload, (int)arguments.Number("connections", defaults.Connections, 1, 10_000), clock);
        var plan = PlanOf(arguments, defaults, payload);
        await WarmUpAsync(run, plan, arguments, clock).ConfigureAwait(false);
        server.Confine(arguments);
        var measured = await run.MeasureAsync(plan).ConfigureAwait(false);
        LoadFigures.Add(report, measured, plan, run.Bodies);
        Judge(report, measured, server);
        return measured;
    }

    // Twice, with a pause behind each: the runtime compiles hot code in the background only once nothing new is called, and code that is not yet compiled well costs five times as much.
    private static async Task WarmUpAsync(LoadRun run, LoadPlan plan, LoadArguments arguments, TimeProvider clock)
    {
        var quick = arguments.Has("quick");
        var time = arguments.Seconds("warmup", quick ? 1 : 10);
        for (var i = 0; i < 2 && time > TimeSpan.Zero; i++)
        {
            await run.WarmUpAsync(plan with { Duration = time / 2, MaxRequests = long.MaxValue }).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromSeconds(quick ? 0.1 : 4), clock).ConfigureAwait(false);
        }
    }

    /// <summary>The protocol of a name.</summary>
    internal static ILoadProtocol ProtocolOf(string name) => LoadProtocols.All.TryGetValue(name, out var protocol)
        ? protocol
        : throw new ArgumentException($"--format is '{name}'; expected one of {string.Join(", ", LoadProtocols.All.Keys)}.");

    /// <summary>What the options say of the bodies.</summary>
    internal static PayloadOptions PayloadOf(LoadArguments arguments, IngestDefaults defaults, TimeProvider clock) => new()
    {
        Kind = arguments.Choice("kind", defaults.Kind),
        Batch = (int)arguments.Number("batch", defaults.Batch, 1, 100_000),
        Services = (int)arguments.Number("services", 250, 1, 10_000),
        Series = (int)arguments.Number("series", 10_000, 1, 10_000_000),
        Identity = arguments.Choice("identity", defaults.Identity),
        Gzip = arguments.Has("gzip"),
        Seed = (int)arguments.Number("seed", 1, 0, int.MaxValue),

        // Far enough back that a fast load, in which each round is a step of event time, does not overtake the clock.
        StartMs = clock.GetUtcNow().AddHours(-arguments.Real("age", 6 * Math.Max(1, arguments.Seconds("step", 1).TotalSeconds))).ToUnixTimeMilliseconds(),
        StepMs = Math.Max(1, (long)arguments.Seconds("step", 1).TotalMilliseconds),
    };

    /// <summary>What the options say of rate and time.</summary>
    internal static LoadPlan PlanOf(LoadArguments arguments, IngestDefaults defaults, PayloadOptions payload)
    {
        var rate = arguments.Text("rate") is "max" ? null : arguments.Has("rate") ? arguments.Number("rate", 0, 1, 100_000_000) : defaults.Rate;
        var events = arguments.Number("events", defaults.Events ?? 0, 1);
        return new LoadPlan
        {
            Schedule = rate is { } perSecond ? new ArrivalSchedule(perSecond, payload.Batch, arguments.Seconds("ramp", 0)) : null,
            Duration = arguments.Seconds("duration", arguments.Has("quick") ? 2 : defaults.Duration),
            MaxRequests = events > 0 ? Math.Max(1, events / payload.Batch) : long.MaxValue,
            Batch = payload.Batch,
            OnRefusal = arguments.Choice("on-refusal", RefusalPolicy.Wait),
        };
    }

    private static void Judge(ModeReport report, Measurement measured, LoadServer server)
    {
        var tally = measured.Result.Tally;
        if (tally.Statuses.Any(static s => s.Key is not (0 or 429 or 503) and (< 200 or >= 300)))
        {
            report.Faults.Add($"Answers that no load should get: {string.Join(", ", tally.Statuses.Select(static s => string.Create(CultureInfo.InvariantCulture, $"{s.Value} × {s.Key}")))}.");
        }

        if (server.IsOurs && measured.Drained is not null && measured.Applied < tally.Acknowledged)
        {
            report.Faults.Add($"{tally.Acknowledged} events were acknowledged and {measured.Applied} applied.");
        }

        if (server.Meter.Missing is { } missing)
        {
            report.Notes.Add($"No figures of the server's process: {missing}.");
        }
    }
}
