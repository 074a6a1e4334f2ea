using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>One silo without a database, as for development.</summary>
public sealed class LocalhostTests
{
    [Fact]
    public async Task Silo_WithoutADatabase_GoesOnAfterAStartWhereItWas()
    {
        using var data = new TempDirectory();
        var settings = new Dictionary<string, string> { ["EventFlow:Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture) };
        await using (var silo = await SiloProcess.Start(data.Path, settings))
        {
            await SendAsync(silo.Client, "orders", 40);
            await KnowsAsync(silo.Client, "orders", samples: 1);
            using var admin = await silo.SignIn();
            using var rule = await admin.PostAsJsonAsync("/api/rules", new { name = "Kept", severity = "warning", service = "orders", metric = "latency_ms", detector = "threshold", parameters = new { @operator = "above", value = 500 } });
            rule.EnsureSuccessStatusCode();
            Assert.Equal(0, await silo.Stop(TimeSpan.FromSeconds(40)));
        }

        await using var again = await SiloProcess.Start(data.Path, settings);
        await SendAsync(again.Client, "orders", 41);
        await KnowsAsync(again.Client, "orders", samples: 2);
        Assert.Contains("Kept", await again.Client.GetStringAsync("/api/rules", CancellationToken.None));
    }

    [Fact]
    public async Task Silo_KilledWithoutADatabase_CountsNothingTwiceAndLosesNothing()
    {
        using var data = new TempDirectory();
        var settings = new Dictionary<string, string> { ["EventFlow:Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture) };
        await using (var silo = await SiloProcess.Start(data.Path, settings))
        {
            for (var i = 0; i < 20; i++) await SendAsync(silo.Client, "orders", 40 + i);
            await KnowsAsync(silo.Client, "orders", samples: 20);
            await silo.Kill();
        }

        await using var again = await SiloProcess.Start(data.Path, settings);
        await SendAsync(again.Client, "orders", 60);
        await KnowsAsync(again.Client, "orders", samples: 21);
    }

    private static async Task SendAsync(HttpClient client, string service, double value)
    {
        var time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using var answer = await client.PostAsJsonAsync("/api/events", new object[] { new { timestamp = time, service, metric = "latency_ms", value, unit = "ms" } }, CancellationToken.None);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task KnowsAsync(HttpClient client, string service, long samples)
    {
        var last = "";
        for (var tries = 0; tries < 300; tries++)
        {
            var services = await client.GetFromJsonAsync<JsonElement>("/api/services", CancellationToken.None);
            last = services.GetRawText();
            var counted = services.GetProperty("items").EnumerateArray().Where(s => s.GetProperty("service").GetString() == service).Sum(static s => s.GetProperty("samples").GetInt64());
            Assert.True(counted <= samples, $"Expected {samples} samples of {service}; the silo counts {counted}.");
            if (counted == samples) return;
            await Task.Delay(100, CancellationToken.None);
        }

        Assert.Fail($"Expected {samples} samples of {service}; the silo knows {last}");
    }
}
