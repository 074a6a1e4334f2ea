using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>Three silos on loopback with PostgreSQL. One is killed under load: what was acknowledged is all there, an alert is told once, the others answer.</summary>
public sealed class ThreeSiloTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int BatchSize = 50;
    private const int Senders = 4;

    [Fact]
    public async Task Kill_OfOneOfThreeSilosUnderLoad_LosesNothingAndTellsNobodyTwice()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("EVENTFLOW_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"EVENTFLOW_SEED={seed}");
        var random = new Random(seed);
        await using var database = await postgres.CreateAsync();
        await using var receiver = await WebhookReceiver.Start();
        await using var cluster = new SiloCluster(database.ConnectionString + ";Password=" + PostgresServer.Password, output, new Dictionary<string, string>
        {
            ["EventFlow:Channels:0:Id"] = "ops",
            ["EventFlow:Channels:0:Kind"] = "webhook",
            ["EventFlow:Channels:0:Settings:url"] = receiver.Url,
            ["EventFlow:Alerting:GroupWait"] = "00:00:02",
        });
        for (var i = 0; i < 3; i++) await cluster.AddAsync();
        var victim = cluster.Silos[random.Next(3)];
        SiloProcess[] others = [.. cluster.Silos.Where(s => s != victim)];
        await AssertSilos(others[0], 3);

        // Long ago in event time, so that nothing is taken for live.
        var begin = DateTimeOffset.UtcNow.AddMinutes(-20).ToUnixTimeMilliseconds();
        await Play(victim.Client, "payments", begin, ticks: 60, bad: false);
        await Play(others[0].Client, "payments", begin + (60 * 5_000), ticks: 12, bad: true);
        await receiver.WaitFor(static calls => calls.Count == 1, TimeSpan.FromSeconds(60), "the notification of the incident");

        var acknowledged = new ConcurrentDictionary<int, bool>();
        using var end = new CancellationTokenSource();
        var load = Enumerable.Range(0, Senders).Select(sender => Load(cluster.Silos, sender, begin, acknowledged, end.Token)).ToArray();
        await Task.Delay(1_000 + random.Next(2_000), CancellationToken.None);
        var before = acknowledged.Count;
        await victim.Kill();
        var killed = Stopwatch.StartNew();
        var answered = await AnsweredAsync(others[0].Client);
        await Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None);
        await end.CancelAsync();
        await Task.WhenAll(load);
        await SiloCluster.ProcessedAsync(others[1].Client, TimeSpan.FromSeconds(120));
        output.WriteLine(
            $"{before * BatchSize} events acknowledged before the kill, {(acknowledged.Count - before) * BatchSize} after it; the first question was answered {answered.TotalSeconds:0.0} s after the kill, "
            + $"all was processed {killed.Elapsed.TotalSeconds:0.0} s after it, the load of 5 s included.");
        Assert.True(before > 5, "The load was too small to show anything.");

        foreach (var silo in others) await AssertAllStored(silo.Client, begin, acknowledged.Keys);
        await AssertSilos(others[0], 2);
        Assert.Single(receiver.Calls);
        await Play(others[1].Client, "payments", begin + (72 * 5_000), ticks: 60, bad: false);
        await receiver.WaitFor(static calls => calls.Count >= 2, TimeSpan.FromSeconds(60), "the resolve");
        await Task.Delay(TimeSpan.FromSeconds(4), CancellationToken.None);
        Assert.Equal(["firing", "resolved"], receiver.Calls.Select(static call => call.Status));
    }

    [Fact]
    public async Task Stop_OfASiloByItsOperator_HandsOverAndEndsInOrder()
    {
        await using var database = await postgres.CreateAsync();
        await using var cluster = new SiloCluster(database.ConnectionString + ";Password=" + PostgresServer.Password, output);
        var first = await cluster.AddAsync();
        var second = await cluster.AddAsync();
        var begin = DateTimeOffset.UtcNow.AddMinutes(-20).ToUnixTimeMilliseconds();
        await Play(first.Client, "orders", begin, ticks: 20, bad: false);
        await SiloCluster.ProcessedAsync(first.Client, TimeSpan.FromSeconds(60));
        Assert.Equal(0, await first.Stop(TimeSpan.FromSeconds(60)));
        await Play(second.Client, "orders", begin + (20 * 5_000), ticks: 20, bad: false);
        await SiloCluster.ProcessedAsync(second.Client, TimeSpan.FromSeconds(60));
        var service = await second.Client.GetFromJsonAsync<JsonElement>("/api/services/orders", CancellationToken.None);
        Assert.Contains("orders", service.GetRawText());
        await AssertSilos(second, 1);
    }

    private static async Task AssertSilos(SiloProcess asked, int active)
    {
        var names = "";
        for (var tries = 0; tries < 300; tries++)
        {
            var system = await asked.Client.GetFromJsonAsync<JsonElement>("/api/system", CancellationToken.None);
            var silos = system.GetProperty("silos").EnumerateArray().ToList();
            names = string.Join(", ", silos.Select(static s => s.GetRawText()));
            if (silos.Count(static s => s.GetProperty("status").GetString() == "Active") == active) return;
            await Task.Delay(200, CancellationToken.None);
        }

        Assert.Fail($"Expected {active} active silos; the cluster has {names}");
    }

    private static async Task<TimeSpan> AnsweredAsync(HttpClient client)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/api/services", CancellationToken.None);
                if (answer.IsSuccessStatusCode) return clock.Elapsed;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Grains of the dead silo are asked for until the others know that it is dead.
            }

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(120), "The others did not answer within 120 s of the kill.");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    // Ticks of five seconds of event time.
    private static async Task Play(HttpClient client, string service, long from, int ticks, bool bad)
    {
        for (var i = 0; i < ticks; i++)
        {
            var (time, wave) = (from + (i * 5_000L), Math.Sin((from / 5_000 + i) * 0.7));
            List<object> events =
            [
                new { id = $"{service}-l-{time}", timestamp = time, service, metric = "latency_ms", value = (bad ? 900 : 40) * (1 + (0.05 * wave)), unit = "ms" },
                new { id = $"{service}-e-{time}", timestamp = time, service, metric = "error_rate_percent", value = (bad ? 35 : 0.2) * (1 + (0.1 * wave)), unit = "percent" },
            ];
            for (var tries = 0; ; tries++)
            {
                using var answer = await client.PostAsJsonAsync("/api/events", events, CancellationToken.None);
                if (answer.StatusCode == HttpStatusCode.Accepted) break;
                Assert.True(tries < 20, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                await Task.Delay(500, CancellationToken.None);
            }
        }
    }

    // Batch n of the load holds the log records n * 50 to n * 50 + 49, a millisecond of event time each; what one silo does not take, the next is given under the same ids.
    private static async Task Load(IReadOnlyList<SiloProcess> silos, int sender, long begin, ConcurrentDictionary<int, bool> acknowledged, CancellationToken stop)
    {
        for (var batch = sender; !stop.IsCancellationRequested; batch += Senders)
        {
            var events = Enumerable.Range(batch * BatchSize, BatchSize)
                .Select(n => new { id = $"load-{n}", timestamp = begin + n, service = "load", level = "info", message = $"record {n}" }).ToList();
            for (var tries = 0; tries < 12 && !stop.IsCancellationRequested; tries++)
            {
                try
                {
                    using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                    using var answer = await silos[(sender + tries) % silos.Count].Client.PostAsJsonAsync("/api/events", events, limit.Token);
                    if (answer.StatusCode == HttpStatusCode.Accepted)
                    {
                        acknowledged[batch] = true;
                        break;
                    }
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
                {
                    // That one is gone; what it acknowledged counts, what it did not is sent to another.
                }
            }
        }
    }

    private static async Task AssertAllStored(HttpClient client, long begin, IEnumerable<int> batches)
    {
        foreach (var slice in batches.Order().Chunk(10))
        {
            var from = begin + (slice[0] * BatchSize);
            var to = begin + ((slice[^1] + 1) * BatchSize);
            for (var start = from; start < to; start += 500)
            {
                var lines = await client.GetFromJsonAsync<JsonElement>($"/api/logs?service=load&from={start}&to={Math.Min(start + 500, to)}&limit=1000", CancellationToken.None);
                var stored = lines.GetProperty("items").EnumerateArray().Select(static line => line.GetProperty("event").GetProperty("message").GetString()).ToList();
                var expected = slice.SelectMany(static batch => Enumerable.Range(batch * BatchSize, BatchSize)).Where(n => begin + n >= start && begin + n < start + 500).Select(static n => $"record {n}");
                Assert.Empty(expected.Except(stored));
            }
        }
    }
}
