using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans.Wide;

/// <summary>Where in a cluster of three silos things are, and what is the same wherever one asks.</summary>
[Collection(ThreeSilosCollection.Name)]
public sealed partial class PlacementTests(ThreeSilos cluster)
{
    private const int Series = 300;
    private const int OfOtherTests = ThreeSilos.Partitions;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Grains_OfAllPartitionsAndManySeries_AreSpreadOverTheSilos()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        await SendAsync(cluster.Silos[0]);
        await SiloCluster.ProcessedAsync(cluster.Silos[0].Client, Patience);

        // Each partition is applied by one silo, they are shared out, and all silos say the same of it. How evenly, the ring of silos decides, which is another each time.
        var appliers = await Task.WhenAll(cluster.Silos.Select(static async silo => AppliedPartitions().Matches(await silo.Client.GetStringAsync("/metrics")).Select(static m => m.Value[m.Value.IndexOf('{')..]).ToList()));
        const int partitions = 3 * ThreeSilos.Partitions;
        Assert.Equal(partitions, appliers.SelectMany(static keys => keys).Distinct().Count());
        Assert.Equal(partitions, appliers.Sum(static keys => keys.Count));
        Assert.InRange(appliers.Max(static keys => keys.Count), partitions / 3, partitions - 1);
        foreach (var silo in cluster.Silos)
        {
            var told = await ThreeSilos.UntilAsync(() => StreamsAsync(silo), static streams => streams.All(static s => s.Silo is not null), TimeSpan.FromSeconds(10), "the silo of every partition");
            Assert.Equal([.. appliers.Select(static keys => keys.Count).Order()], told.GroupBy(static s => s.Silo).Select(static g => g.Count()).Order());
        }

        // Series lie by their hash: three times a hundred, give or take five standard deviations; the ingestion grains where their partitions are read.
        var silos = (await ThreeSilos.SystemAsync(cluster.Silos[1])).GetProperty("silos").EnumerateArray().ToList();
        var series = silos.ConvertAll(static s => Activations(s, "metricseries"));
        Assert.InRange(series.Sum(), Series, Series + OfOtherTests);
        Assert.All(series, static count => Assert.InRange(count, (Series / 3) - 41, (Series / 3) + 41 + OfOtherTests));
        Assert.Equal([.. appliers.Select(static keys => keys.Count).Order()], silos.Select(static s => Activations(s, "ingestion")).Order());
    }

    [Fact]
    public async Task Session_OfOneSilo_IsGoodAtAllAndItsFormsToo()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() });
        var (form, login, page) = (cluster.Silos[0].Url, cluster.Silos[1].Url, cluster.Silos[2].Url);

        // The form of one, posted to another, with the session used at the third: a load balancer keeps nobody at one silo.
        var token = FormToken().Match(await browser.GetStringAsync(form + "/login")).Groups[1].Value;
        using var fields = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["username"] = "admin", ["password"] = "admin", ["returnUrl"] = "/alerts" });
        using var answer = await browser.PostAsync(login + "/account/login", fields);
        Assert.Equal((HttpStatusCode.Redirect, "/alerts"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        using var alerts = await browser.GetAsync(page + "/alerts");
        Assert.Equal(HttpStatusCode.OK, alerts.StatusCode);
    }

    [Fact]
    public async Task Token_OfOneSilo_IsGoodAtAll()
    {
        Assert.SkipWhen(Counterparts.Postgres is null, Counterparts.Missing("PostgreSQL"));
        using var admin = await cluster.Silos[0].SignIn();
        foreach (var silo in cluster.Silos)
        {
            using var answer = await admin.GetAsync(silo.Url + "/api/users/me");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static async Task SendAsync(SiloProcess silo)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        List<object> events = [];
        for (var i = 0; i < Series; i++)
        {
            var service = string.Create(CultureInfo.InvariantCulture, $"service-{i / 10}");
            events.Add(new { timestamp = now, service, metric = string.Create(CultureInfo.InvariantCulture, $"metric_{i % 10}"), value = 1.5 });
            if (i % 10 == 0)
            {
                events.Add(new { timestamp = now, service, level = "info", message = "a record" });
                events.Add(new { timestamp = now, service, type = "order.placed", data = new { n = i } });
            }
        }

        using var answer = await silo.Client.PostAsJsonAsync("/api/events", events);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static async Task<List<(string Key, string? Silo)>> StreamsAsync(SiloProcess silo) =>
    [
        .. (await ThreeSilos.SystemAsync(silo)).GetProperty("streams").EnumerateArray().Where(static s => s.GetProperty("stream").GetString()!.StartsWith("service-", StringComparison.Ordinal))
            .Select(static s => ($"{s.GetProperty("stream").GetString()}-{s.GetProperty("partition").GetInt32()}", s.GetProperty("silo").GetString())),
    ];

    private static int Activations(System.Text.Json.JsonElement silo, string type) =>
        silo.GetProperty("grains").EnumerateArray().Where(g => g.GetProperty("type").GetString() == type).Sum(static g => g.GetProperty("activations").GetInt32());

    [GeneratedRegex("^ingestion_lag\\{[^}]*\\}", RegexOptions.Multiline)]
    private static partial Regex AppliedPartitions();

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)")]
    private static partial Regex FormToken();
}
