using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>Silos on loopback with PostgreSQL, and their operator.</summary>
public sealed class SiloStopTests(PostgresFixture postgres, ITestOutputHelper output)
{
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
}
