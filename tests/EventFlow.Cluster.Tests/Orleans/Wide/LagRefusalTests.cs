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

        // An event to each partition by each gateway, so that all know all services and every partition has its grain.
        var targets = Targets();
        foreach (var silo in cluster.Silos)
            foreach (var target in targets) Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(silo, target, 1)).Status);
        await SiloCluster.ProcessedAsync(cluster.Silos[0].Client, Patience);
        var owners = await ThreeSilos.UntilAsync(() => OwnersAsync(cluster.Silos[0]), static silos => silos.Count == 3 * ThreeSilos.Partitions && silos.Values.All(static name => name is not null), Patience, "the silo of each partition");

        // One that applies some, and of what it does not apply another.
        var held = targets[0];
        var free = targets.First(t => owners[t.Partition] != owners[held.Partition]);
        var names = await Task.WhenAll(cluster.Silos.Select(NameAsync));
        var slow = cluster.Silos[Array.IndexOf(names, owners[held.Partition])];
        var (sender, other) = (cluster.Silos.First(s => s != slow), cluster.Silos.Last(s => s != slow));
        slow.Freeze();
        try
        {
            var refused = await ThreeSilos.UntilAsync(() => SendAsync(sender, held, Batch), static a => a.Status == HttpStatusCode.TooManyRequests, Patience, "429 of the gateway that sends");
            Assert.InRange(refused.RetryAfterSeconds, 1, 60);

            // One that has sent nothing of it knows too.
            await ThreeSilos.UntilAsync(() => SendAsync(other, held, 1), static a => a.Status == HttpStatusCode.TooManyRequests, Patience, "429 of the gateway that has sent nothing");
            Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(sender, free, 1)).Status);
            Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(other, free, 1)).Status);
            Assert.InRange(_sent, ThreeSilos.MaxLag, ThreeSilos.MaxLag * 3);
        }
        finally
        {
            slow.Thaw();
        }

        foreach (var silo in new[] { sender, other, slow })
            await ThreeSilos.UntilAsync(() => SendAsync(silo, held, Batch), static a => a.Status == HttpStatusCode.Accepted, Patience, $"202 of {silo.Url} after the silo goes on");
        await SiloCluster.ProcessedAsync(sender.Client, Patience);
    }

    // What goes to each partition: a service, and the kind of event by its stream.
    private static List<Target> Targets() =>
    [
        .. from stream in new[] { StreamNames.Logs, StreamNames.Domain, StreamNames.Metrics }
           from partition in Enumerable.Range(0, ThreeSilos.Partitions)
           select new Target(stream, $"{stream}-{partition}", Enumerable.Range(0, 200).Select(static n => string.Create(CultureInfo.InvariantCulture, $"lag-{n}"))
               .First(service => Partitioning.Of(stream == StreamNames.Metrics ? SeriesId.Create(service, "lag_test", LabelSet.Empty).Value : service, ThreeSilos.Partitions) == partition)),
    ];

    private static async Task<Dictionary<string, string?>> OwnersAsync(SiloProcess silo) =>
        (await ThreeSilos.SystemAsync(silo)).GetProperty("streams").EnumerateArray().Where(static s => s.GetProperty("stream").GetString()!.StartsWith("service-", StringComparison.Ordinal))
            .ToDictionary(static s => $"{s.GetProperty("stream").GetString()}-{s.GetProperty("partition").GetInt32()}", static s => s.GetProperty("silo").GetString());

    private static async Task<string?> NameAsync(SiloProcess silo) =>
        (await ThreeSilos.SystemAsync(silo)).GetProperty("silos").EnumerateArray().Single(static s => s.GetProperty("isSelf").GetBoolean()).GetProperty("name").GetString();

    private async Task<(HttpStatusCode Status, double RetryAfterSeconds)> SendAsync(SiloProcess silo, Target target, int events)
    {
        var body = Enumerable.Range(0, events).Select(_ => EventOf(target)).ToList();
        using var answer = await silo.Client.PostAsJsonAsync("/api/events", body);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0);
    }

    private object EventOf(Target target)
    {
        var (timestamp, id) = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), string.Create(CultureInfo.InvariantCulture, $"lag-{++_sent}"));
        return target.Stream switch
        {
            StreamNames.Logs => new { id, timestamp, service = target.Service, level = "info", message = "a record" },
            StreamNames.Domain => new { id, timestamp, service = target.Service, type = "lag.tested", data = new { n = _sent } },
            _ => new { id, timestamp, service = target.Service, metric = "lag_test", value = 1.0 },
        };
    }

    private sealed record Target(string Stream, string Partition, string Service);
}
