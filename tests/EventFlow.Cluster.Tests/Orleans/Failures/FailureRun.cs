using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans.Failures;

/// <summary>
/// Three silos under load with an incident that is told of once. Failures come one after the other; after each, everything acknowledged is stored and counts once, on every silo. At the end the incident is over,
/// and that is told once.
/// </summary>
internal sealed class FailureRun : IAsyncDisposable
{
    private const string Troubled = "payments";
    private const int TickMilliseconds = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan GoesOn = TimeSpan.FromSeconds(3);

    private readonly ITestOutputHelper _output;
    private readonly WebhookReceiver _receiver;
    private readonly ClusterLoad _load;

    // Long ago in event time, so that nothing is taken for live.
    private readonly long _begin = DateTimeOffset.UtcNow.AddMinutes(-60).ToUnixTimeMilliseconds();
    private int _ticks;

    private FailureRun(ITestOutputHelper output, WebhookReceiver receiver, SiloCluster cluster, Random random)
    {
        (_output, _receiver, Cluster, Random) = (output, receiver, cluster, random);
        _load = new(() => Cluster.Alive, _begin);
    }

    /// <summary>The silos.</summary>
    public SiloCluster Cluster { get; }

    /// <summary>Decides what the seed decides.</summary>
    public Random Random { get; }

    /// <summary>A silo that is there.</summary>
    public SiloProcess Any => Cluster.Alive[Random.Next(Cluster.Alive.Count)];

    /// <summary>Starts three silos, with an incident under way that was told of.</summary>
    /// <param name="output">Where figures go.</param>
    /// <param name="connection">The database, with the schema.</param>
    /// <param name="settings">Settings of all silos besides those of the cluster.</param>
    /// <param name="places">Where each is started; on loopback when not given.</param>
    /// <param name="address">Where the receiver of notifications listens.</param>
    public static async Task<FailureRun> StartAsync(
        ITestOutputHelper output, string connection, IReadOnlyDictionary<string, string>? settings = null, IReadOnlyList<SiloPlace>? places = null, string address = "127.0.0.1")
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("EVENTFLOW_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"EVENTFLOW_SEED={seed}");
        var receiver = await WebhookReceiver.Start(address);
        var cluster = new SiloCluster(connection, output, new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["EventFlow:Channels:0:Id"] = "ops",
            ["EventFlow:Channels:0:Kind"] = "webhook",
            ["EventFlow:Channels:0:Settings:url"] = receiver.Url,
            ["EventFlow:Alerting:GroupWait"] = "00:00:02",
        });
        var run = new FailureRun(output, receiver, cluster, new Random(seed));
        try
        {
            for (var i = 0; i < 3; i++)
            {
                var place = places?[i];
                cluster.Launch(place is null ? null : SettingsOf(place), place);
            }

            foreach (var silo in cluster.Silos) await silo.WaitUntilReady(Patience);

            await run.PlayAsync(60, isBad: false);
            await run.PlayAsync(12, isBad: true);
            await receiver.WaitFor(static calls => calls.Count == 1, Patience, "the notification of the incident");
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets something fail under load, and compares afterwards.</summary>
    /// <param name="what">For the report.</param>
    /// <param name="fail">Does it; ends when what failed is over, or goes on.</param>
    public async Task DuringLoadAsync(string what, Func<Task> fail)
    {
        using var end = new CancellationTokenSource();
        var sending = _load.SendAsync(end.Token);
        await Task.Delay(1_000 + Random.Next(1_000), CancellationToken.None);
        var before = _load.Acknowledged;
        var clock = Stopwatch.StartNew();
        var gaps = WatchAsync(clock, end.Token);
        await fail();
        var over = clock.Elapsed;
        var answered = await AnsweredAsync(Cluster.Alive[0].Client, clock);
        await AcknowledgedAsync(before, clock);
        await Task.Delay(GoesOn, CancellationToken.None);
        await end.CancelAsync();
        await sending;
        foreach (var silo in Cluster.Alive) await SiloCluster.ProcessedAsync(silo.Client, Patience);
        var processed = clock.Elapsed;
        var (gap, until) = await gaps;
        foreach (var silo in Cluster.Alive) await _load.CheckCountedAsync(silo.Client, Patience);
        await AssertSilosAsync();
        Assert.Single(_receiver.Calls);
        _output.WriteLine(
            $"{what}: {over.TotalSeconds:0.0} s long; longest without an acknowledgement {gap.TotalSeconds:0.0} s, until {until.TotalSeconds:0.0} s after its beginning; a question about all services answered after {answered.TotalSeconds:0.0} s; "
            + $"all processed after {processed.TotalSeconds:0.0} s, {GoesOn.TotalSeconds:0} s of load behind it included; {_load.Acknowledged} events acknowledged so far.");
    }

    /// <summary>Ends the incident: its end is told once, and nothing else was ever told.</summary>
    public async Task FinishAsync()
    {
        await PlayAsync(60, isBad: false);
        await _receiver.WaitFor(static calls => calls.Count >= 2, Patience, "the resolve");
        await Task.Delay(TimeSpan.FromSeconds(4), CancellationToken.None);
        Assert.Equal(["firing", "resolved"], _receiver.Calls.Select(static call => call.Status));
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    private static Dictionary<string, string> SettingsOf(SiloPlace place) => new()
    {
        ["EventFlow:Cluster:AdvertisedAddress"] = place.Address,
        ["EventFlow:Development:AllowRemote"] = "true",
    };

    // The longest pause of acknowledgements, and when it ended.
    private async Task<(TimeSpan Gap, TimeSpan Until)> WatchAsync(Stopwatch clock, CancellationToken stop)
    {
        var (gap, until) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var last = _load.AcknowledgedAt; !stop.IsCancellationRequested; await Task.Delay(5, CancellationToken.None))
        {
            var now = _load.AcknowledgedAt;
            if (Stopwatch.GetElapsedTime(last, now) > gap) (gap, until) = (Stopwatch.GetElapsedTime(last, now), clock.Elapsed);
            last = now;
        }

        return (gap, until);
    }

    // How long it takes on a busy machine is for the report, and not for the test.
    private async Task AcknowledgedAsync(int before, Stopwatch clock)
    {
        for (var over = clock.Elapsed; _load.Acknowledged == before; await Task.Delay(50, CancellationToken.None))
        {
            Assert.True(clock.Elapsed - over < Patience, $"Nothing was acknowledged within {Patience} of the end of the failure.");
        }
    }

    private static async Task<TimeSpan> AnsweredAsync(HttpClient client, Stopwatch clock)
    {
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/api/services", CancellationToken.None);
                if (answer.IsSuccessStatusCode) return clock.Elapsed;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Grains of a silo that is gone are asked for until the others know that it is gone.
            }

            Assert.True(clock.Elapsed < Patience, $"Expected an answer within {Patience}.");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private async Task AssertSilosAsync()
    {
        var names = "";
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; await Task.Delay(200, CancellationToken.None))
        {
            var system = await Cluster.Alive[0].Client.GetFromJsonAsync<JsonElement>("/api/system", CancellationToken.None);
            var silos = system.GetProperty("silos").EnumerateArray().ToList();
            names = string.Join(", ", silos.Select(static s => s.GetRawText()));
            if (silos.Count(static s => s.GetProperty("status").GetString() == "Active") == Cluster.Alive.Count) return;
        }

        Assert.Fail($"Expected {Cluster.Alive.Count} active silos; the cluster has {names}");
    }

    private async Task PlayAsync(int ticks, bool isBad)
    {
        for (var i = 0; i < ticks; i++, _ticks++)
        {
            var (time, wave) = (_begin + (_ticks * (long)TickMilliseconds), Math.Sin(_ticks * 0.7));
            List<object> events =
            [
                new { id = $"l-{time}", timestamp = time, service = Troubled, metric = "latency_ms", value = (isBad ? 900 : 40) * (1 + (0.05 * wave)), unit = "ms" },
                new { id = $"e-{time}", timestamp = time, service = Troubled, metric = "error_rate_percent", value = (isBad ? 35 : 0.2) * (1 + (0.1 * wave)), unit = "percent" },
            ];
            for (var tries = 0; ; tries++)
            {
                using var answer = await Any.Client.PostAsJsonAsync("/api/events", events, CancellationToken.None);
                if (answer.StatusCode == HttpStatusCode.Accepted) break;
                Assert.True(tries < 20, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                await Task.Delay(500, CancellationToken.None);
            }
        }
    }
}
