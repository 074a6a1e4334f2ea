namespace EventFlow.Load;

/// <summary>
/// Alerts from POST /api/v2/alerts to a webhook in this process: one at a time, for the latency, and many at once, for what they cost. Alertmanager may be driven by the same client in the same run.
/// Every alert has to arrive exactly once.
/// </summary>
internal static class AlertsMode
{
    private const double Megabyte = 1e6;
    private static readonly TimeSpan LongestOfOne = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestOfRound = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(20);

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<ModeReport>> RunAsync(LoadArguments arguments, TimeProvider clock)
    {
        if (arguments.Has("against") || arguments.Has("data"))
        {
            throw new ArgumentException("alerts starts servers of its own, each on an empty folder below the system's temporary one; leave --against and --data out.");
        }

        var plan = AlertsPlan.Of(arguments);
        string[] servers = arguments.Has("alertmanager") ? [AlertServer.Silo, AlertServer.Alertmanager] : [AlertServer.Silo];
        if (arguments.Text("alertmanager") is { } program)
        {
            await TryAsync(program, clock).ConfigureAwait(false);
        }

        List<ModeReport> reports = [];
        List<(int Alerts, Func<Run, Task<List<ModeReport>>> Measure)> parts = [(plan.Single, MeasureSingleAsync), (plan.Bulk, MeasureBulkAsync)];
        foreach (var (_, measure) in parts.Where(static p => p.Alerts > 0))
        {
            foreach (var name in servers)
            {
                await using var receiver = await AlertReceiver.StartAsync(clock).ConfigureAwait(false);
                await using var server = await AlertServer.StartAsync(name, receiver.Url, arguments, clock).ConfigureAwait(false);
                using var sender = new AlertSender(server.Target, clock);
                reports.AddRange(await measure(new Run(server, sender, receiver.Ledger, plan, clock)).ConfigureAwait(false));
            }
        }

        return reports;
    }

    // Before minutes are spent on the silo: one that does not start would cost its figures too.
    private static async Task TryAsync(string program, TimeProvider clock)
    {
        if (!File.Exists(program))
        {
            throw new ArgumentException($"--alertmanager is '{program}'; expected the path of Alertmanager's program.");
        }

        await using var started = await AlertmanagerProcess.StartAsync(program, "http://127.0.0.1:9/", clock).ConfigureAwait(false);
    }

    private static async Task<List<ModeReport>> MeasureSingleAsync(Run run)
    {
        var plan = run.Plan;
        var report = new ModeReport(
            run.Server.Name + " single", $"{plan.Single} alerts, after {plan.Uncounted} that are not counted, each a group of its own and posted when the last one has arrived at the webhook, without waiting for a group.");
        var (_, uncounted) = await PostEachAsync(run, LoadAlert.Set("warmup", plan.Uncounted, Math.Max(1, plan.Uncounted))).ConfigureAwait(false);
        await run.RestAsync().ConfigureAwait(false);
        run.Server.Meter.ResetPeak();
        var before = run.Server.Meter.Read();
        var (latency, counted) = await PostEachAsync(run, LoadAlert.Set("single", plan.Single, plan.Single)).ConfigureAwait(false);
        var atLast = run.Server.Meter.Read();
        var settled = await run.RestAsync().ConfigureAwait(false);

        report.Add("alerts", plan.Single);
        LoadFigures.AddLatency(report, "alert", latency);
        AddServer(report, plan.Single, before, atLast, settled);
        report.Add("webhook_messages", counted.Sum(w => run.Ledger.Read(w, static w => w.Messages)));
        Conclude(report, run.Ledger, [.. uncounted, .. counted], plan.Uncounted + plan.Single);
        if (run.Server.Name == AlertServer.Silo)
        {
            report.Goals.AddRange([Goal.AtMost("alert_p50_ms", 2), Goal.AtMost("alert_p99_ms", 10)]);
        }

        return [report];
    }

    // Ends at the first that does not arrive: the others would take as long.
    private static async Task<(LatencyHistogram Latency, List<AlertWave> Waves)> PostEachAsync(Run run, IReadOnlyList<LoadAlert> alerts)
    {
        var (latency, waves) = (new LatencyHistogram(), new List<AlertWave>());
        foreach (var alert in alerts)
        {
            var wave = run.Ledger.Expect([alert]);
            waves.Add(wave);
            var posted = run.Clock.GetTimestamp();
            await run.Sender.PostAsync([alert]).ConfigureAwait(false);
            if (!await IsToldAsync(wave, LongestOfOne, run.Clock).ConfigureAwait(false))
            {
                break;
            }

            latency.Record(run.Clock.GetElapsedTime(posted, wave.Arrivals[0]));
        }

        return (latency, waves);
    }

    private static async Task<List<ModeReport>> MeasureBulkAsync(Run run)
    {
        await run.RestAsync().ConfigureAwait(false);
        List<(ModeReport Report, AlertWave Wave)> rounds = [];
        for (var round = 1; round <= run.Plan.Rounds; round++)
        {
            rounds.Add(await MeasureRoundAsync(run, round).ConfigureAwait(false));
        }

        // Not before the end, so that what is told of a round during a later one is counted, too.
        foreach (var (report, wave) in rounds)
        {
            report.Add("webhook_messages", run.Ledger.Read(wave, static w => w.Messages));
            Conclude(report, run.Ledger, [wave], run.Plan.Bulk);
        }

        if (run.Server.Name == AlertServer.Silo)
        {
            rounds[0].Report.Goals.Add(Goal.AtMost("peak_memory_mb", 300));
            rounds[^1].Report.Goals.AddRange([Goal.AtMost("last_arrival_s", 2), Goal.AtMost("server_cpu_s_per_thousand_at_last_arrival", 0.14)]);
        }

        return [.. rounds.Select(static r => r.Report)];
    }

    private static async Task<(ModeReport Report, AlertWave Wave)> MeasureRoundAsync(Run run, int round)
    {
        var plan = run.Plan;
        var report = new ModeReport(
            $"{run.Server.Name} bulk {round}", $"Round {round} of one process: {plan.Bulk} alerts of {plan.Services} services in posts of {plan.Batch}, grouped by service, without waiting for a group, what joins it told after 1 s; {plan.Bulk * (round - 1)} alerts of other services are open.");
        var alerts = LoadAlert.Set($"round{round}", plan.Bulk, plan.Services);
        var wave = run.Ledger.Expect(alerts);
        run.Server.Meter.ResetPeak();
        var before = run.Server.Meter.Read();
        var started = run.Clock.GetTimestamp();
        foreach (var post in alerts.Chunk(plan.Batch))
        {
            await run.Sender.PostAsync(post).ConfigureAwait(false);
        }

        var posted = run.Clock.GetElapsedTime(started);
        await IsToldAsync(wave, LongestOfRound, run.Clock).ConfigureAwait(false);
        var atLast = run.Server.Meter.Read();
        var settled = await run.RestAsync().ConfigureAwait(false);

        var arrivals = run.Ledger.Read(wave, static w => w.Arrivals.ToList());
        report.Add("alerts", plan.Bulk);
        report.Add("posted_s", posted.TotalSeconds);
        report.Add("arrival_p50_s", arrivals.Count == 0 ? null : run.Clock.GetElapsedTime(started, arrivals[(arrivals.Count - 1) / 2]).TotalSeconds);
        report.Add("last_arrival_s", arrivals.Count == 0 ? null : run.Clock.GetElapsedTime(started, arrivals[^1]).TotalSeconds);
        AddServer(report, plan.Bulk, before, atLast, settled);
        return (report, wave);
    }

    private static async Task<bool> IsToldAsync(AlertWave wave, TimeSpan longest, TimeProvider clock)
    {
        try
        {
            await wave.AllTold.WaitAsync(longest, clock).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static void AddServer(ModeReport report, int alerts, ServerReading before, ServerReading atLast, (ServerReading Reading, TimeSpan? After) settled)
    {
        var thousands = alerts / 1e3;
        report.Add("server_cpu_s_per_thousand_at_last_arrival", (atLast.CpuSeconds - before.CpuSeconds) / thousands);
        report.Add("server_cpu_s_per_thousand", (settled.Reading.CpuSeconds - before.CpuSeconds) / thousands);
        report.Add("settled_after_s", settled.After?.TotalSeconds);
        report.Add("written_bytes_per_alert", (settled.Reading.WrittenBytes - before.WrittenBytes) / (double)alerts);
        report.Add("peak_memory_mb", settled.Reading.PeakBytes / Megabyte);
        if (settled.After is null)
        {
            report.Notes.Add($"The server did not come to rest: what it used within {LongestRest.TotalSeconds} s after the last arrival is counted.");
        }
    }

    /// <summary>Adds whether each alert arrived exactly once; it is a fault when one did not.</summary>
    internal static void Conclude(ModeReport report, AlertLedger ledger, IReadOnlyCollection<AlertWave> waves, int alerts)
    {
        var told = waves.Sum(wave => ledger.Read(wave, static w => w.Arrivals.Count));
        var doubled = waves.Sum(wave => ledger.Read(wave, static w => w.Doubled));
        report.Add("alerts_missing", alerts - told);
        report.Add("alerts_doubled", doubled);
        if (told < alerts || doubled > 0)
        {
            report.Faults.Add($"Of {alerts} alerts {alerts - told} did not arrive and {doubled} were told once too often.");
        }
    }

    private sealed record Run(AlertServer Server, AlertSender Sender, AlertLedger Ledger, AlertsPlan Plan, TimeProvider Clock)
    {
        public Task<(ServerReading Reading, TimeSpan? After)> RestAsync() => ServerRest.WaitAsync(Server.Meter.Read, Plan.LeastRest, LongestRest, Clock);
    }
}
