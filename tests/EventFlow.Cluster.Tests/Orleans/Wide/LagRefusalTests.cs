using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans.Wide;

/// <summary>A silo that applies some partitions hangs. The gateways of the others refuse what goes to these, and take everything else; when it goes on, all is taken again.</summary>
[Collection(ThreeSilosCollection.Name)]
public sealed class LagRefusalTests(ThreeSilos cluster)
{
    private const int Batch = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private int _sent;

    [Fact]
    public async Task Gateway_WhileAnotherSiloIsBehindWithItsPartitions_RefusesForThoseAndTakesTheRest()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        var (slow, sender, other) = (cluster.Silos[0], cluster.Silos[1], cluster.Silos[2]);
        var services = Services();

        // A record to each partition by each gateway, so that all know all services and every partition has its grain.
        foreach (var silo in new[] { slow, sender, other })
            foreach (var service in services) Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(silo, service, 1)).Status);
        await SiloCluster.ProcessedAsync(sender.Client, Patience);
        var owners = await ThreeSilos.UntilAsync(() => OwnersAsync(sender), static silos => silos.All(static name => name is not null), Patience, "the silo of each partition");
        var slowName = (await ThreeSilos.SystemAsync(slow)).GetProperty("silos").EnumerateArray().Single(static s => s.GetProperty("isSelf").GetBoolean()).GetProperty("name").GetString();
        var held = Array.FindIndex(owners, name => name == slowName);
        var free = Array.FindIndex(owners, name => name != slowName);
        Assert.True(held >= 0 && free >= 0, $"The partitions of the log stream lie at {string.Join(", ", owners)}; expected one at {slowName} and one elsewhere.");

        slow.Freeze();
        try
        {
            var refused = await ThreeSilos.UntilAsync(() => SendAsync(sender, services[held], Batch), static a => a.Status == HttpStatusCode.TooManyRequests, Patience, "429 of the gateway that sends");
            Assert.InRange(refused.RetryAfterSeconds, 1, 60);

            // One that has sent nothing of it knows too.
            await ThreeSilos.UntilAsync(() => SendAsync(other, services[held], 1), static a => a.Status == HttpStatusCode.TooManyRequests, Patience, "429 of the gateway that has sent nothing");
            Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(sender, services[free], 1)).Status);
            Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(other, services[free], 1)).Status);
            Assert.InRange(_sent, ThreeSilos.MaxLag, ThreeSilos.MaxLag * 3);
        }
        finally
        {
            slow.Thaw();
        }

        foreach (var silo in new[] { sender, other, slow })
            await ThreeSilos.UntilAsync(() => SendAsync(silo, services[held], Batch), static a => a.Status == HttpStatusCode.Accepted, Patience, $"202 of {silo.Url} after the silo goes on");
        await SiloCluster.ProcessedAsync(sender.Client, Patience);
    }

    // One service for each partition of the stream of log records.
    private static string[] Services() =>
        [.. Enumerable.Range(0, 3).Select(static partition => Enumerable.Range(0, 100).Select(static n => string.Create(CultureInfo.InvariantCulture, $"lag-{n}")).First(name => Partitioning.Of(name, 3) == partition))];

    private static async Task<string?[]> OwnersAsync(SiloProcess silo) =>
    [
        .. (await ThreeSilos.SystemAsync(silo)).GetProperty("streams").EnumerateArray().Where(static s => s.GetProperty("stream").GetString() == StreamNames.Logs)
            .OrderBy(static s => s.GetProperty("partition").GetInt32()).Select(static s => s.GetProperty("silo").GetString()),
    ];

    private async Task<(HttpStatusCode Status, double RetryAfterSeconds)> SendAsync(SiloProcess silo, string service, int events)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var body = Enumerable.Range(0, events).Select(_ => new { id = string.Create(CultureInfo.InvariantCulture, $"lag-{Interlocked.Increment(ref _sent)}"), timestamp = now, service, level = "info", message = "a record" }).ToList();
        using var answer = await silo.Client.PostAsJsonAsync("/api/events", body);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0);
    }
}
