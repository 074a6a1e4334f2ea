using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Acceptance.Tests;

/// <summary><c>kill -9</c> of the silo while events pour in, and a restart on the same data.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int BatchSize = 50;

    [Fact]
    public async Task Kill_DuringLoadWithAnOpenAlert_LosesNothingAndTellsNobodyTwice()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("EVENTFLOW_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"EVENTFLOW_SEED={seed}");
        var random = new Random(seed);
        using var data = new TempDirectory();
        await using var receiver = await WebhookReceiver.Start();
        var port = FreePort.Next();
        var settings = IncidentTests.WebhookSettings(receiver);
        var begin = DateTimeOffset.UtcNow.AddMinutes(-20).ToUnixTimeMilliseconds();
        var acknowledged = new ConcurrentDictionary<int, bool>();
        Telemetry service;

        await using (var silo = await SiloProcess.Start(data.Path, settings, port: port))
        {
            service = new Telemetry(silo.Client, "payments", begin);
            await service.Normal(60);
            await service.Broken(12);
            await receiver.WaitFor(static calls => calls.Count == 1, TimeSpan.FromSeconds(30), "the notification of the incident");
            using var end = new CancellationTokenSource();
            var load = Enumerable.Range(0, 4).Select(worker => Load(silo.Url, worker, begin, acknowledged, end.Token)).ToArray();
            await Task.Delay(500 + random.Next(2_500));
            await silo.Kill();
            await end.CancelAsync();
            await Task.WhenAll(load);
        }
        output.WriteLine($"{acknowledged.Count * BatchSize} events were acknowledged before the kill.");
        Assert.True(acknowledged.Count > 10, "The load was too small to show anything.");

        await using var again = await SiloProcess.Start(data.Path, settings, port: port);
        await AssertAllStored(again.Client, begin, acknowledged.Keys);
        var open = await Alerts.List(again.Client, "payments");
        Assert.Contains(open, static alert => alert.State() == "firing");
        await Task.Delay(TimeSpan.FromSeconds(5));
        Assert.Single(receiver.Calls);

        service = service.On(again.Client);
        await service.Normal(60);
        await receiver.WaitFor(static calls => calls.Count >= 2, TimeSpan.FromSeconds(30), "the resolve");
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.Equal(["firing", "resolved"], receiver.Calls.Select(static call => call.Status));
    }

    // Batch n of the load holds the log records n * 50 to n * 50 + 49, a millisecond of event time each.
    private static async Task Load(string url, int worker, long begin, ConcurrentDictionary<int, bool> acknowledged, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = new(url) };
        client.DefaultRequestHeaders.Add("X-Api-Key", "ef_development");
        for (var batch = worker; !stop.IsCancellationRequested; batch += 4)
        {
            var events = Enumerable.Range(batch * BatchSize, BatchSize)
                .Select(n => (object)new { id = $"load-{n}", timestamp = begin + n, service = "load", level = "info", message = $"record {n}" });
            try
            {
                using var answer = await client.PostAsJsonAsync("/api/events", events, CancellationToken.None);
                if (answer.StatusCode == HttpStatusCode.Accepted) acknowledged[batch] = true;
                else if (answer.StatusCode != HttpStatusCode.TooManyRequests) Assert.Fail($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                // The silo is gone: what was not acknowledged may be lost.
                return;
            }
        }
    }

    private static async Task AssertAllStored(HttpClient client, long begin, IEnumerable<int> batches)
    {
        foreach (var slice in batches.Order().Chunk(10))
        {
            var from = begin + slice[0] * BatchSize;
            var to = begin + (slice[^1] + 1) * BatchSize;
            for (var start = from; start < to; start += 500)
            {
                var lines = await client.GetFromJsonAsync<JsonElement>($"/api/logs?service=load&from={start}&to={Math.Min(start + 500, to)}&limit=1000");
                var stored = lines.GetProperty("items").EnumerateArray().Select(static line => line.GetProperty("event").GetProperty("message").GetString()).ToList();
                var expected = slice.SelectMany(static batch => Enumerable.Range(batch * BatchSize, BatchSize))
                    .Where(n => begin + n >= start && begin + n < start + 500).Select(static n => $"record {n}");
                Assert.Empty(expected.Except(stored));
                Assert.Equal(stored.Count, stored.Distinct().Count());
            }
        }
    }
}
