using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Acceptance.Tests;

/// <summary>Stored events replayed in a real silo, asked from outside.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task Replay_IntoDetection_FindsWhatTheFirstPassFoundAndTouchesNothingLive()
    {
        using var data = new TempDirectory();
        await using var receiver = await WebhookReceiver.Start();
        await using var silo = await SiloProcess.Start(data.Path, IncidentTests.WebhookSettings(receiver));
        var service = new Telemetry(silo.Client, "payments", DateTimeOffset.UtcNow.AddMinutes(-20).ToUnixTimeMilliseconds());
        await service.Normal(60);
        await service.Broken(12);
        await service.Normal(60);
        await Alerts.WaitFor(silo.Client, "payments", static alerts => alerts.Count >= 2 && alerts.All(static a => a.State() == "resolved"), "the alerts of the incident, resolved");
        var live = await Alerts.List(silo.Client, "payments");
        var calls = receiver.Calls.Count;
        using var admin = await silo.SignIn();

        var replay = await Finished(admin, new { streams = new[] { "service-metrics", "service-logs" }, target = "detection" });

        Assert.Equal("completed", replay.GetProperty("state").GetString());
        var result = replay.GetProperty("result");
        var markers = (await silo.Client.GetFromJsonAsync<JsonElement>($"/api/services/payments/metrics?from={service.Now - 3_600_000}")).EnumerateArray()
            .SelectMany(static s => s.GetProperty("markers").EnumerateArray().Select(m => (Series: s.GetProperty("series").GetString(), Mark: m)))
            .Select(static m => $"{m.Series} {m.Mark.GetProperty("ruleId")} {m.Mark.GetProperty("time")} {m.Mark.GetProperty("value")} {m.Mark.GetProperty("expected")}").Order().ToList();
        Assert.NotEmpty(markers);
        Assert.Equal(markers, result.GetProperty("anomalyList").EnumerateArray()
            .Select(static a => $"{a.GetProperty("series")} {a.GetProperty("ruleId")} {a.GetProperty("time")} {a.GetProperty("value")} {a.GetProperty("expected")}").Order());

        var found = result.GetProperty("alertList").EnumerateArray().ToDictionary(static a => a.GetProperty("fingerprint").GetString()!);
        foreach (var alert in live.Where(static a => a.GetProperty("series").ValueKind == JsonValueKind.String))
        {
            var again = found[alert.GetProperty("id").GetString()!];
            var detail = await silo.Client.GetFromJsonAsync<JsonElement>($"/api/alerts/{alert.GetProperty("id")}");
            var firing = detail.GetProperty("history").EnumerateArray().Single(static t => t.GetProperty("to").GetString() == "firing").GetProperty("eventTime").GetInt64();
            Assert.Equal((firing, alert.GetProperty("endsAt").GetInt64()), (again.GetProperty("start").GetInt64(), again.GetProperty("end").GetInt64()));
        }

        Assert.Equal(live.Select(static a => a.GetProperty("id").GetString()).Order(), found.Keys.Order());
        Assert.Equal(live.Select(static a => a.GetRawText()), (await Alerts.List(silo.Client, "payments")).Select(static a => a.GetRawText()));
        Assert.Equal(calls, receiver.Calls.Count);
    }

    [Fact]
    public async Task Replay_KilledWithItsSilo_GoesOnWhereItWasAndWritesEachEventOnce()
    {
        using var data = new TempDirectory();
        var port = FreePort.Next();
        var start = DateTimeOffset.UtcNow.AddMinutes(-30).ToUnixTimeMilliseconds();
        string id;
        await using (var silo = await SiloProcess.Start(data.Path, port: port))
        {
            for (var batch = 0; batch < 60; batch++)
                await Telemetry.Post(silo.Client, [.. Enumerable.Range(0, 20).Select(n => (object)new { timestamp = start + batch * 1_000 + n, service = "a", level = "info", message = $"{batch}.{n}" })]);
            using var admin = await silo.SignIn();
            id = await Begin(admin, new { stream = "service-logs", target = "file", speed = 12 });
            await WaitFor(admin, id, static r => r.GetProperty("matched").GetInt64() >= 400, "a third of the events");
            await silo.Kill();
        }

        await using var again = await SiloProcess.Start(data.Path, port: port);
        using var client = await again.SignIn();
        var done = await WaitFor(client, id, static r => r.GetProperty("state").GetString() == "completed", "the end");
        Assert.Equal((1_200, 1), (done.GetProperty("result").GetProperty("delivered").GetInt64(), done.GetProperty("resumed").GetInt32()));
        var lines = (await client.GetStringAsync($"/api/replays/{id}/file")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var export = (await client.GetStringAsync("/api/export?stream=service-logs")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(export[..^1], lines[..^1]);
        using var deleted = await client.DeleteAsync($"/api/replays/{id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await client.GetAsync($"/api/replays/{id}/file");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Replay_IntoIngestion_CopiesUnderOtherNamesOnce()
    {
        using var data = new TempDirectory();
        await using var silo = await SiloProcess.Start(data.Path);
        await new Telemetry(silo.Client, "payments", DateTimeOffset.UtcNow.AddMinutes(-20).ToUnixTimeMilliseconds()).Normal(50);
        using var admin = await silo.SignIn();
        var replay = await Finished(admin, new { streams = new[] { "service-metrics", "service-logs" }, target = "pipeline", servicePrefix = "copy-" });
        Assert.Equal((200, 0), (replay.GetProperty("result").GetProperty("delivered").GetInt64(), replay.GetProperty("result").GetProperty("rejected").GetInt64()));
        var copies = (await silo.Client.GetFromJsonAsync<JsonElement>("/api/streams/service-metrics/events?service=copy-payments&limit=1000")).GetProperty("items").EnumerateArray().ToList();
        var originals = (await silo.Client.GetFromJsonAsync<JsonElement>("/api/streams/service-metrics/events?service=payments&limit=1000")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(Values(originals), Values(copies));
    }

    private static IEnumerable<string> Values(IEnumerable<JsonElement> events) => events.Select(static e => $"{e.GetProperty("metric")} {e.GetProperty("timestamp")} {e.GetProperty("value")}").Order();

    private static async Task<string> Begin(HttpClient client, object request)
    {
        using var answer = await client.PostAsJsonAsync("/api/replays", request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> Finished(HttpClient client, object request) =>
        await WaitFor(client, await Begin(client, request), static r => r.GetProperty("endedAt").ValueKind != JsonValueKind.Null, "its end");

    private static async Task<JsonElement> WaitFor(HttpClient client, string id, Func<JsonElement, bool> enough, string what)
    {
        JsonElement last = default;
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50))
            if (enough(last = await client.GetFromJsonAsync<JsonElement>($"/api/replays/{id}"))) return last;
        throw new TimeoutException($"Expected {what} of replay {id} within 60 s; it is at {last}");
    }
}
