using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>One silo without a database, as for development.</summary>
public sealed class LocalhostTests
{
    [Fact]
    public async Task Silo_WithoutADatabase_ProcessesEventsAndReadsTheLogAgainAfterAStart()
    {
        using var data = new TempDirectory();
        var settings = new Dictionary<string, string> { ["EventFlow:Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture) };
        await using (var silo = await SiloProcess.Start(data.Path, settings))
        {
            var time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            using var answer = await silo.Client.PostAsJsonAsync("/api/events", new object[] { new { timestamp = time, service = "orders", metric = "latency_ms", value = 40, unit = "ms" } });
            answer.EnsureSuccessStatusCode();
            await KnowsAsync(silo.Client, "orders");
            Assert.Equal(0, await silo.Stop(TimeSpan.FromSeconds(40)));
        }

        await using var again = await SiloProcess.Start(data.Path, settings);
        await KnowsAsync(again.Client, "orders");
    }

    private static async Task KnowsAsync(HttpClient client, string service)
    {
        var last = "";
        for (var tries = 0; tries < 300; tries++)
        {
            last = (await client.GetFromJsonAsync<JsonElement>("/api/services", CancellationToken.None)).GetRawText();
            if (last.Contains(service)) return;
            await Task.Delay(100, CancellationToken.None);
        }

        Assert.Fail($"Expected the service {service} to be known; the silo knows {last}");
    }
}
