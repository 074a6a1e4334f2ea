using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Acceptance.Tests;

/// <summary>A real silo on a real disk that gets full: first by the space it keeps free, then altogether.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const long KeptFree = 8 << 20;
    private const int InBatch = 100;

    private readonly HashSet<string> _acknowledged = [];
    private readonly Random _random = new(7);
    private int _next;

    [Theory]
    [InlineData("ext4"), InlineData("tmpfs")]
    public async Task Ingest_DiskGetsFull_IsRefusedInTimeAndNothingAcknowledgedIsLost(string kind)
    {
        using var disk = SmallDisk.TryMount(kind, 128, out var why);
        Assert.SkipWhen(disk is null, $"No small disk could be mounted: {why}");
        var settings = new Dictionary<string, string> { ["EventFlow:SegmentLog:MinFreeBytes"] = $"{KeptFree}", ["EventFlow:SegmentLog:SegmentBytes"] = $"{4 << 20}" };
        var port = FreePort.Next();
        await using (var silo = await SiloProcess.Start(disk!.Path, settings, port: port))
        {
            Assert.Equal(HttpStatusCode.Accepted, (await Post(silo.Client)).Status);

            // By the space that is kept: refused while the disk still has room for everything else.
            disk.FillBut(KeptFree + (2 << 20));
            var refused = await PostUntil(silo.Client, HttpStatusCode.ServiceUnavailable);
            Assert.Contains("has no room on its disk", refused.Body, StringComparison.Ordinal);
            Assert.True(refused.HasRetryAfter);
            Assert.InRange(new DriveInfo(disk.Path).AvailableFreeSpace, KeptFree / 2, KeptFree + (1 << 20));
            Assert.Equal(HttpStatusCode.OK, (await silo.Client.GetAsync("/health")).StatusCode);
            // It refuses while what is asked for does not fit; it is not ready once nothing does.
            disk.Free();
            disk.FillBut(KeptFree / 2);
            using (var ready = await silo.Client.GetAsync("/ready"))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
                Assert.Contains("log: the event log does not take events: its disk has ", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            disk.Free();
            // By itself: a silo that is not ready is given no events by which it could notice.
            Assert.Equal(HttpStatusCode.OK, (await silo.Client.GetAsync("/ready")).StatusCode);
            await PostUntil(silo.Client, HttpStatusCode.Accepted);

            // Somebody else takes all of it: no write of anything goes through.
            disk.FillBut(0);
            await PostUntil(silo.Client, HttpStatusCode.ServiceUnavailable);
            for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Post(silo.Client)).Status);
            Assert.Equal(_acknowledged.Order(), (await Stored(silo.Client)).Order());
            disk.Free();
            await PostUntil(silo.Client, HttpStatusCode.Accepted);
            await silo.Kill();
        }

        await using var again = await SiloProcess.Start(disk.Path, settings, port: port);
        await PostUntil(again.Client, HttpStatusCode.Accepted);
        Assert.Equal(_acknowledged.Order(), (await Stored(again.Client)).Order());
        output.WriteLine($"{_acknowledged.Count} events were acknowledged and are stored once.");
    }

    private async Task<(HttpStatusCode Status, string Body, bool HasRetryAfter)> PostUntil(HttpClient client, HttpStatusCode wanted)
    {
        var last = await Post(client);
        for (var tries = 1; last.Status != wanted; tries++)
        {
            Assert.True(tries < 600, $"Expected {wanted}; {tries} requests were answered, the last with {last.Status}: {last.Body}");
            if (last.Status != HttpStatusCode.Accepted) await Task.Delay(50);
            last = await Post(client);
        }

        return last;
    }

    // Messages that do not compress, so that it takes some dozens and not thousands. Of a batch that is refused a partition may have its part; so of one service, in one partition.
    private async Task<(HttpStatusCode Status, string Body, bool HasRetryAfter)> Post(HttpClient client)
    {
        var noise = new byte[600];
        var events = Enumerable.Range(0, InBatch).Select(_ =>
        {
            _random.NextBytes(noise);
            return (Id: $"e{_next++}", Message: Convert.ToBase64String(noise));
        }).ToList();
        using var answer = await client.PostAsJsonAsync("/api/events", events.Select(static e => new { id = e.Id, service = "full", level = "info", message = e.Message }));
        if (answer.StatusCode == HttpStatusCode.Accepted) _acknowledged.UnionWith(events.Select(static e => e.Id));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.RetryAfter is not null);
    }

    private static async Task<List<string>> Stored(HttpClient client)
    {
        var stored = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>("/api/streams/service-logs/events?service=full&limit=2000" + (cursor.Length == 0 ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"));
            stored.AddRange(page.GetProperty("items").EnumerateArray().Select(static e => e.GetProperty("id").GetString()!));
            if (!page.GetProperty("more").GetBoolean()) return stored;
            cursor = page.GetProperty("next").GetString()!;
        }
    }
}
