using System.Globalization;

namespace EventFlow.Load;

/// <summary>
/// More than the server can do, for long: finds the rate at which events are acknowledged and applied, offers a multiple of it, and then reads the log back. Memory has to stay flat and every
/// acknowledged event has to be in the log exactly once.
/// </summary>
internal static class OverloadMode
{
    // Of the time the load takes: caches fill and code is compiled in it.
    private const double WarmUpShare = 0.1;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMinutes(1);

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<ModeReport>> RunAsync(LoadArguments arguments, TimeProvider clock)
    {
        if (arguments.Has("against"))
        {
            throw new ArgumentException("overload reads the log back after the silo has ended, so it starts its own; leave --against out.");
        }

        var quick = arguments.Has("quick");
        var report = new ModeReport("overload", "A multiple of the rate that is sustained, with producer and number of each batch; afterwards the log is read back and compared with what was acknowledged.");
        var defaults = new IngestDefaults { Rate = 1, Identity = IdentityKind.Sequence, Connections = 64, Duration = quick ? 3 : 60 };
        var payload = IngestModes.PayloadOf(arguments, defaults, clock);
        await using var server = await LoadServer.OpenAsync(arguments).ConfigureAwait(false);
        var run = new LoadRun(server, IngestModes.ProtocolOf(arguments.Text("format") ?? "json"), payload, (int)arguments.Number("connections", defaults.Connections, 1, 10_000), clock)
        {
            LongestDrain = TimeSpan.FromMinutes(30),
            Progress = ProgressTo(Console.Error, clock),
        };
        var plan = IngestModes.PlanOf(arguments, defaults, payload);

        // Warm before it is confined: within a fifth of a core it would compile its code for minutes, and that is not what it sustains.
        await run.WarmUpAsync(plan with { Schedule = null, Duration = arguments.Seconds("warmup", quick ? 1 : 15) }).ConfigureAwait(false);
        server.Confine(arguments);
        var sustainable = arguments.Has("sustainable") ? arguments.Number("sustainable", 1) : await FindSustainableAsync(run, plan, quick).ConfigureAwait(false);
        var factor = arguments.Real("factor", 2);
        plan = plan with { Schedule = new ArrivalSchedule(Math.Max(1, (long)(sustainable * factor)), payload.Batch, arguments.Seconds("ramp", 0)), Grace = TimeSpan.FromSeconds(quick ? 5 : 70) };
        report.Add("sustainable_events_per_s", sustainable);
        report.Add("offered_factor", factor);
        report.Add("cpu_share_cores", arguments.Has("cpu-share") ? arguments.Real("cpu-share", 1) : null);

        var measured = await run.MeasureAsync(plan).ConfigureAwait(false);
        LoadFigures.Add(report, measured, plan, run.Bodies);
        AddMemory(report, measured.Memory, plan.Duration);
        await server.StopAsync().ConfigureAwait(false);
        await VerifyAsync(report, server.Data!, run).ConfigureAwait(false);
        report.Goals.Add(Goal.AtMost("lost_events", 0));
        report.Goals.Add(Goal.AtMost("doubled_events", 0));
        report.Goals.Add(Goal.AtMost("memory_growth_per_hour_percent", 10));
        return [report];
    }

    // Saturates the server and counts until everything is applied: what is taken in faster than it can be worked off is not sustained.
    private static async Task<long> FindSustainableAsync(LoadRun run, LoadPlan plan, bool quick)
    {
        var span = TimeSpan.FromSeconds(Math.Clamp(plan.Duration.TotalSeconds / 4, quick ? 1 : 5, 60));
        var measured = await run.MeasureAsync(plan with { Schedule = null, Duration = span }).ConfigureAwait(false);
        return measured.Drained is { } drained
            ? Math.Max(1, (long)(measured.Result.Tally.Acknowledged / (measured.Result.Elapsed + drained).TotalSeconds))
            : throw new InvalidOperationException($"What was acknowledged within {span.TotalSeconds} s was not applied within {run.LongestDrain.TotalMinutes} min, so no sustainable rate was found; give it with --sustainable.");
    }

    private static void AddMemory(ModeReport report, MemoryTrend trend, TimeSpan duration)
    {
        var memory = trend.After(duration * WarmUpShare);
        report.Add("memory_after_warmup_least_mib", memory?.Least / (double)(1 << 20));
        report.Add("memory_after_warmup_mean_mib", memory?.Mean / (double)(1 << 20));
        report.Add("memory_after_warmup_most_mib", memory?.Most / (double)(1 << 20));
        report.Add("memory_slope_mib_per_hour", memory?.BytesPerSecond * 3600 / (1 << 20));
        report.Add("memory_growth_per_hour_percent", memory?.GrowthPerHour * 100);
        report.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"Memory is looked at each second; the first {WarmUpShare:P0} of the time is left out. A slope over less than some minutes says nothing."));
    }

    private static async Task VerifyAsync(ModeReport report, string data, LoadRun run)
    {
        var audit = new LogAudit(run.Name);
        await audit.ReadAsync(Path.Combine(data, "log")).ConfigureAwait(false);
        var (lost, doubled) = audit.Compare(run.Acknowledged, run.Bodies.Batch);
        report.Add("audited_batches", run.Acknowledged.Count);
        report.Add("audited_events_in_log", audit.Events);
        report.Add("lost_events", lost);
        report.Add("doubled_events", doubled);
        if (lost > 0 || doubled > 0)
        {
            report.Faults.Add($"Of {(long)run.Acknowledged.Count * run.Bodies.Batch} acknowledged events {lost} are not in the log and {doubled} are there more than once.");
        }
    }

    private static Action<TimeSpan, long, long?> ProgressTo(TextWriter errors, TimeProvider clock)
    {
        var (next, at) = (TimeSpan.Zero, TimeSpan.Zero);
        return (elapsed, acknowledged, resident) =>
        {
            next = elapsed < at ? TimeSpan.Zero : next;
            at = elapsed;
            if (elapsed >= next)
            {
                next += ProgressInterval;
                errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():HH:mm:ss}   {elapsed.TotalSeconds:0} s: {acknowledged} events acknowledged, {resident >> 20} MiB resident"));
            }
        };
    }
}
