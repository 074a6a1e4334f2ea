using System.Globalization;
using System.Net.Http.Json;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans.Wide;

/// <summary>Many alerts of one cause, sent to three silos at once, are one message beyond the limit of the cluster and not of each silo.</summary>
[Collection(ThreeSilosCollection.Name)]
public sealed class StormTests(ThreeSilos cluster)
{
    private const int Alerts = 30;
    private const int Limit = 4;
    private const string Name = "StormTest";

    [Fact]
    public async Task Alerts_OfOneCauseAtAllSilos_AreAFewMessagesAndOneOfTheStorm()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        await RouteAsync();
        await Task.WhenAll(Enumerable.Range(0, Alerts).GroupBy(static n => n % 3).Select(some => SendAsync(cluster.Silos[some.Key], some)));

        var calls = await cluster.Receiver.WaitFor(static calls => calls.Sum(Count) >= Alerts, TimeSpan.FromSeconds(60), $"messages of {Alerts} alerts");
        Assert.Equal([.. Enumerable.Repeat(1, Limit), Alerts - Limit], calls.Select(Count).Where(static count => count > 0).Order());
    }

    private static int Count(WebhookCall call) =>
        call.Body.GetProperty("alerts").EnumerateArray().Count(static a => a.GetProperty("labels").GetProperty("alertname").GetString() == Name);

    // A route of its own, so that alerts of other tests do not count; known to every silo, each of which reads it afresh when it is asked.
    private async Task RouteAsync()
    {
        using var admin = await cluster.Silos[0].SignIn();
        var yaml = $"{{route: {{receiver: all, group_by: [service], group_wait: 3s, routes: [{{matchers: [alertname={Name}], storm_limit: {Limit}}}]}}, receivers: [{{name: all, channels: ['*']}}]}}";
        using var answer = await admin.PutAsJsonAsync("/api/alerting/config", new { yaml, comment = "For a storm." });
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        foreach (var silo in cluster.Silos) Assert.Contains(Name, await silo.Client.GetStringAsync("/api/alerting/config"));
    }

    private static async Task SendAsync(SiloProcess silo, IEnumerable<int> numbers)
    {
        var alerts = numbers.Select(static n => new { labels = new { alertname = Name, service = string.Create(CultureInfo.InvariantCulture, $"storm-{n}"), severity = "critical" } }).ToList();
        using var answer = await silo.Client.PostAsJsonAsync("/api/v2/alerts", alerts);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
