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
            await SiloCluster.ProcessedAsync(silo.Client, TimeSpan.FromSeconds(30));
            Assert.Contains("orders", (await silo.Client.GetFromJsonAsync<JsonElement>("/api/services", CancellationToken.None)).GetRawText());
            Assert.Equal(0, await silo.Stop(TimeSpan.FromSeconds(40)));
        }

        await using var again = await SiloProcess.Start(data.Path, settings);
        await SiloCluster.ProcessedAsync(again.Client, TimeSpan.FromSeconds(30));
        Assert.Contains("orders", (await again.Client.GetFromJsonAsync<JsonElement>("/api/services", CancellationToken.None)).GetRawText());
    }
}
