using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Acceptance.Tests;

/// <summary>Named consumers of a real silo, asked from outside.</summary>
public sealed class ConsumerTests
{
    [Fact]
    public async Task Consumer_OverARestart_GoesOnBehindItsCommitAndMissesNothing()
    {
        using var data = new TempDirectory();
        var port = FreePort.Next();
        List<long> seen = [];
        await using (var silo = await SiloProcess.Start(data.Path, port: port))
        {
            await Send(silo.Client, 0, 300);
            Assert.Equal(300, (await Put(silo.Client)).GetProperty("lag").GetInt64());
            seen.AddRange(Numbers(await CommitPage(silo.Client, 120)));
            var again = await Page(silo.Client, 50);
            Assert.Equal(Numbers(again), Numbers(await Page(silo.Client, 50)));
            await silo.Kill();
        }

        await using var restarted = await SiloProcess.Start(data.Path, port: port);
        Assert.Equal(180, (await Put(restarted.Client)).GetProperty("lag").GetInt64());
        while (await CommitPage(restarted.Client, 70) is { } page && page.GetProperty("items").GetArrayLength() > 0) seen.AddRange(Numbers(page));
        Assert.Equal(Enumerable.Range(0, 300).Select(static n => (long)n), seen.Order());

        var waiting = Page(restarted.Client, 10, wait: 30);
        await Send(restarted.Client, 300, 1);
        Assert.Equal([300], Numbers(await waiting.WaitAsync(TimeSpan.FromSeconds(20))));
        Assert.Contains("eventflow_consumer_lag", await restarted.Client.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task Commit_ThatGoesBackOrBeyond_IsRefusedAndChangesNothing()
    {
        using var data = new TempDirectory();
        await using var silo = await SiloProcess.Start(data.Path);
        await Send(silo.Client, 0, 100);
        await Put(silo.Client);
        var page = await CommitPage(silo.Client, 60);
        var commit = page.GetProperty("commit").EnumerateObject().Select(static p => (p.Name, Offset: p.Value.GetInt64())).First(static p => p.Offset > 0);
        foreach (var (body, status) in new[]
        {
            ($"{{\"{commit.Name}\":{commit.Offset - 1}}}", HttpStatusCode.Conflict), ($"{{\"{commit.Name}\":100000}}", HttpStatusCode.UnprocessableEntity),
            ("{\"7\":1}", HttpStatusCode.UnprocessableEntity), ("{}", HttpStatusCode.UnprocessableEntity), ($"{{\"{commit.Name}\":{commit.Offset}}}", HttpStatusCode.OK),
        })
        {
            using var answer = await silo.Client.PostAsync("/api/consumers/jobs/commit", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
            Assert.True(answer.StatusCode == status, $"{body}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.Equal(40, (await silo.Client.GetFromJsonAsync<JsonElement>("/api/consumers/jobs")).GetProperty("lag").GetInt64());
        using var reset = await silo.Client.PostAsJsonAsync("/api/consumers/jobs/reset", new { start = "earliest" });
        Assert.Equal(100, (await reset.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("lag").GetInt64());
        using var other = await silo.Client.PutAsJsonAsync("/api/consumers/jobs", new { stream = "service-metrics" });
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        using var missing = await silo.Client.GetAsync("/api/consumers/nobody/events");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Follow_WhileEventsCome_GivesEachOnceAndEndsWithTheSilo()
    {
        using var data = new TempDirectory();
        await using var silo = await SiloProcess.Start(data.Path);
        await Send(silo.Client, 0, 50);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/streams/service-logs/events?follow=true");
        using var answer = await silo.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var sending = Task.Run(async () =>
        {
            for (var i = 50; i < 200; i += 10) await Send(silo.Client, i, 10);
        });
        List<long> seen = [];
        while (seen.Count < 200 && await lines.ReadLineAsync() is { } line)
            if (line.Length > 0) seen.Add(Number(JsonDocument.Parse(line).RootElement));
        await sending;
        Assert.Equal(Enumerable.Range(0, 200).Select(static n => (long)n), seen.Order());
        Assert.Equal(0, await silo.Stop(TimeSpan.FromSeconds(20)));
        var last = "";
        while (await lines.ReadLineAsync() is { } line) last = line.Length > 0 ? line : last;
        Assert.Contains("the silo stops; go on from next", last);
    }

    private static async Task Send(HttpClient client, int first, int count)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await Telemetry.Post(client, [.. Enumerable.Range(first, count).Select(n => (object)new { timestamp = now, service = "s" + n % 5, level = "info", message = $"{n}" })]);
    }

    private static async Task<JsonElement> Put(HttpClient client)
    {
        using var answer = await client.PutAsJsonAsync("/api/consumers/jobs", new { stream = "service-logs", start = "earliest" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static Task<JsonElement> Page(HttpClient client, int limit, int wait = 0) => client.GetFromJsonAsync<JsonElement>($"/api/consumers/jobs/events?limit={limit}&wait={wait}");

    private static async Task<JsonElement> CommitPage(HttpClient client, int limit)
    {
        var page = await Page(client, limit);
        using var answer = await client.PostAsJsonAsync("/api/consumers/jobs/commit", page.GetProperty("commit"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return page;
    }

    private static IEnumerable<long> Numbers(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(Number);

    private static long Number(JsonElement item) => long.Parse(item.GetProperty("message").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
