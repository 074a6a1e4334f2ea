using System.Net.Http.Json;

namespace EventFlow.Load;

/// <summary>From an event to the webhook: each incident is a service whose sample crosses a threshold once, told to a receiver in this process, so that one clock measures both ends.</summary>
internal static class EndToEndMode
{
    private const int BackgroundRate = 1_000;
    private const int PrimingBatch = 500;
    private static readonly TimeSpan Missing = TimeSpan.FromSeconds(30);

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<ModeReport>> RunAsync(LoadArguments arguments, TimeProvider clock)
    {
        var report = new ModeReport("end-to-end", "From when an event that crosses a threshold is due to its alert's arrival at a webhook, without waiting for a group, beside a steady load of log records.");
        await using var receiver = await IncidentReceiver.StartAsync(clock).ConfigureAwait(false);

        // Waiting for more alerts of a group is a wish of people, not work of the server.
        await using var server = await LoadServer.OpenAsync(arguments, new Dictionary<string, string> { ["EventFlow:Alerting:GroupWait"] = "00:00:00" }).ConfigureAwait(false);
        await ConfigureAsync(server, receiver).ConfigureAwait(false);

        var quick = arguments.Has("quick");
        var defaults = new IngestDefaults { Rate = BackgroundRate, Batch = 10, Connections = 32, Duration = quick ? 3 : 30 };
        var payload = IngestModes.PayloadOf(arguments, defaults, clock);
        var run = new LoadRun(server, IngestModes.ProtocolOf(arguments.Text("format") ?? "json"), payload, (int)arguments.Number("connections", defaults.Connections, 1, 10_000), clock);
        var background = IngestModes.PlanOf(arguments, defaults, payload);
        var perSecond = arguments.Number("incidents", 20, 1, 10_000);
        var warmUp = arguments.Seconds("warmup", quick ? 1 : 10);
        var (warm, measured) = ((long)(perSecond * warmUp.TotalSeconds), (long)(perSecond * background.Duration.TotalSeconds));
        await PrimeAsync(server, warm + measured, clock).ConfigureAwait(false);

        if (warm > 0)
        {
            await Task.WhenAll(run.WarmUpAsync(background with { Duration = warmUp }), SendIncidentsAsync(server, 0, warm, perSecond, clock)).ConfigureAwait(false);
        }

        var incidents = SendIncidentsAsync(server, warm, measured, perSecond, clock);
        var load = await run.MeasureAsync(background).ConfigureAwait(false);
        Conclude(report, await incidents.ConfigureAwait(false), await ToldAsync(receiver, warm, measured, clock).ConfigureAwait(false), clock);
        LoadFigures.Add(report, load, background, run.Bodies);
        report.Goals.Add(Goal.AtMost("end_to_end_p99_ms", 100));
        return [report];
    }

    private static async Task ConfigureAsync(LoadServer server, IncidentReceiver receiver)
    {
        await server.AddWebhookAsync(receiver.Url).ConfigureAwait(false);
        using var rule = await server.Api.PostAsJsonAsync("/api/rules", new
        {
            name = "Load incident", severity = "critical", type = "load", service = IncidentSender.Prefix + "*", metric = IncidentSender.Metric, detector = "threshold",
            parameters = new { @operator = "above", value = 500 },
        }).ConfigureAwait(false);
        await LoadServer.RequireAsync(rule).ConfigureAwait(false);
    }

    // A service in health before its incident, as services are.
    private static async Task PrimeAsync(LoadServer server, long incidents, TimeProvider clock)
    {
        using var sender = new IncidentSender(server.Target, clock);
        foreach (var part in Enumerable.Range(0, (int)incidents).Select(static n => (long)n).Chunk(PrimingBatch))
        {
            var answer = await sender.PostAsync(part, 10, CancellationToken.None).ConfigureAwait(false);
            if (!answer.Acknowledges(part.Length))
            {
                throw new InvalidOperationException($"The first samples of the services were answered with {answer.Status}; expected 202.");
            }
        }

        await server.DrainAsync(TimeSpan.FromMinutes(1), clock).ConfigureAwait(false);
    }

    /// <summary>Sends incidents, one a service, and gives when each was due, as timestamps.</summary>
    private static async Task<Dictionary<string, long>> SendIncidentsAsync(LoadServer server, long first, long count, long perSecond, TimeProvider clock)
    {
        var schedule = new ArrivalSchedule(perSecond, 1);
        var senders = Enumerable.Range(0, 8).Select(_ => new IncidentSender(server.Target, clock)).ToList();
        var plan = new LoadPlan { Schedule = schedule, Duration = TimeSpan.FromDays(1), MaxRequests = count, FirstRequest = first, Batch = 1 };
        var loop = new OpenLoop(senders, plan, new SystemPacer(clock), clock);
        await loop.RunAsync().ConfigureAwait(false);
        senders.ForEach(static s => s.Dispose());
        return Enumerable.Range(0, (int)count).ToDictionary(n => IncidentSender.ServiceOf(first + n), loop.DueTimestamp);
    }

    private static async Task<IReadOnlyDictionary<string, (long At, int Times)>> ToldAsync(IncidentReceiver receiver, long first, long count, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < Missing && Enumerable.Range(0, (int)count).Any(n => !receiver.Told.ContainsKey(IncidentSender.ServiceOf(first + n))))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock).ConfigureAwait(false);
        }

        return receiver.Told;
    }

    private static void Conclude(ModeReport report, Dictionary<string, long> due, IReadOnlyDictionary<string, (long At, int Times)> told, TimeProvider clock)
    {
        var latency = new LatencyHistogram();
        foreach (var (service, at) in due)
        {
            if (told.TryGetValue(service, out var message))
            {
                latency.Record(clock.GetElapsedTime(at, message.At));
            }
        }

        var missing = due.Count - (int)latency.Count;
        var twice = due.Keys.Count(s => told.TryGetValue(s, out var message) && message.Times > 1);
        report.Add("incidents", due.Count);
        report.Add("incidents_not_told", missing);
        report.Add("incidents_told_twice", twice);
        LoadFigures.AddLatency(report, "end_to_end", latency);
        if (missing > 0 || twice > 0)
        {
            report.Faults.Add($"Of {due.Count} incidents {missing} were not told within {Missing.TotalSeconds} s and {twice} were told more than once.");
        }
    }
}
