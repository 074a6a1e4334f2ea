using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Acceptance.Tests;

/// <summary>What a person says of an alert through the API, and what the series it came from does with it, beside a twin of the series of which nobody says anything.</summary>
public sealed class FeedbackTests
{
    private const string Rule = "latency-anomaly";
    private const long Step = 5_000;

    private readonly long _start = DateTimeOffset.UtcNow.AddHours(-2).ToUnixTimeMilliseconds();
    private int _tick;

    [Fact]
    public async Task FalseAlarm_ThroughTheApi_HoldsBackItsLikeUntilItIsTakenBack()
    {
        using var data = new TempDirectory();
        await using var silo = await SiloProcess.Start(data.Path);
        using var people = await silo.SignIn("ada", "demo");
        await Incident(silo.Client, 400);
        var first = await Episode(people, "taught", 1);
        await Episode(people, "twin", 1);

        using var marked = await people.PostAsJsonAsync($"/api/alerts/{first.Id()}/false-alarm", new { comment = "as every night" });
        marked.EnsureSuccessStatusCode();
        var lesson = await marked.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((Rule, "taught", "ada"), (lesson.GetProperty("ruleId").GetString(), lesson.GetProperty("service").GetString(), lesson.GetProperty("learnedBy").GetString()));

        await Incident(silo.Client, 410);
        await Episode(people, "twin", 2);
        await Decision(people, "held", "taught");
        Assert.Equal(1, Assert.Single(await Alerts.List(people, "taught")).GetProperty("episode").GetInt32());

        // What is far worse is no false alarm.
        await Incident(silo.Client, 1_500);
        await Episode(people, "taught", 2);

        using var taken = await people.DeleteAsync($"/api/feedback/{lesson.GetProperty("id").GetString()}");
        taken.EnsureSuccessStatusCode();
        await Incident(silo.Client, 400);
        await Episode(people, "taught", 3);
        Assert.Equal(0, (await people.GetFromJsonAsync<JsonElement>("/api/feedback?service=taught")).GetProperty("total").GetInt32());
    }

    // As always for some minutes, then out for fifteen seconds.
    private async Task Incident(HttpClient client, double latency)
    {
        var events = new List<object>();
        for (var i = 0; i < 100; i++, _tick++)
        {
            var at = _start + _tick * Step;
            foreach (var service in (string[])["taught", "twin"])
                events.Add(new { id = $"{service}-{_tick}", timestamp = at, service, metric = "latency_ms", value = i is >= 80 and < 83 ? latency : 100 + _tick * 7 % 5 - 2, unit = "ms" });
        }
        await Telemetry.Post(client, events);
    }

    private static async Task<JsonElement> Episode(HttpClient client, string service, int episode) =>
        (await Alerts.WaitFor(client, service, a => a.Any(x => x.GetProperty("episode").GetInt32() == episode && x.State() == "resolved"), $"episode {episode} to be over"))
        .Single(static x => x.GetProperty("ruleId").GetString() == Rule);

    private static async Task Decision(HttpClient client, string decision, string service)
    {
        var found = "";
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(100))
        {
            var decisions = (await client.GetFromJsonAsync<JsonElement>($"/api/rules/{Rule}")).GetProperty("decisions");
            if (decisions.EnumerateArray().Any(d => d.GetProperty("decision").GetString() == decision && d.GetProperty("subject").GetString()!.Contains(service, StringComparison.Ordinal))) return;
            found = decisions.GetRawText();
        }
        throw new TimeoutException($"Expected a decision '{decision}' on {service} within 30 s; there are: {found}");
    }
}
