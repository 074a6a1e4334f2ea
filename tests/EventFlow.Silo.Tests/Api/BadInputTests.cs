using System.Text;

namespace EventFlow.Silo.Tests.Api;

/// <summary>What a broken client or a bored stranger may send to the alert engine: a clear 4xx, and the silo goes on.</summary>
[Collection(SiloCollection.Name)]
public sealed class BadInputTests(TestSilo silo)
{
    [Theory]
    [InlineData("/api/silences", "comment", """{"matchers":["a=b"],"duration":"1h","comment":"¿"}""")]
    [InlineData("/api/silences", "matchers[0]", """{"matchers":["a=¿"],"duration":"1h","comment":"x"}""")]
    [InlineData("/api/alerting/test", "labels", """{"labels":{"a":"¿"}}""")]
    [InlineData("/api/alerting/test", "labels", """{"labels":{"¿":"b"}}""")]
    [InlineData("/api/alerting/test", "at", """{"labels":{"a":"b"},"at":"¿"}""")]
    [InlineData("/api/alerts/0123456789abcdef/acknowledge", "comment", """{"comment":"¿"}""")]
    public async Task Post_TextThatIsNoUnicode_Is400NamingTheField(string path, string field, string body)
    {
        using var client = await silo.As("eve");
        var bytes = Encoding.Latin1.GetBytes(body);
        var at = Array.IndexOf(bytes, (byte)0xbf);
        // Bytes that are no UTF-8, and an escaped half of a surrogate pair.
        foreach (var bad in (byte[][])[[0xff, 0xfe], [.. "\\ud800"u8]])
        {
            using var answer = await client.PostAsync(path, new ByteArrayContent([.. bytes[..at], .. bad, .. bytes[(at + 1)..]]) { Headers = { ContentType = new("application/json") } });
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var fault = (await answer.Body()).GetProperty("errors")[0];
            Assert.Equal(field, fault.GetProperty("field").GetString());
            Assert.Contains("not valid Unicode", fault.GetProperty("found").GetString());
        }
    }

    [Fact]
    public async Task TestRoute_TenThousandLabels_Is422()
    {
        using var client = await silo.As("eve");
        using var answer = await client.PostAsJsonAsync("/api/alerting/test", new { labels = Enumerable.Range(0, 10_000).ToDictionary(static i => $"l{i}", static _ => "v") });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("labels is 10000 labels; expected at most 128, as an alert may have.", (await answer.Body()).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("""{"route":null}""", "route")]
    [InlineData("""{"route":{"receiver":"a","routes":[null]},"receivers":[{"name":"a"}]}""", "route.routes[0]")]
    [InlineData("""{"route":{"receiver":"a","matchers":[null]},"receivers":[{"name":"a"}]}""", "route.matchers[0]")]
    [InlineData("""{"route":{"receiver":"a"},"receivers":[{"name":"a","channels":[null]},null]}""", "receivers[0].channels[0]")]
    [InlineData("""{"route":{"receiver":"a"},"receivers":[{"name":"a"}],"inhibitRules":[null]}""", "inhibitRules[0].sourceMatchers")]
    [InlineData("""{"route":{"receiver":"a"},"receivers":[{"name":"a"}],"timeIntervals":[{"name":"n","timeIntervals":[null]}]}""", "timeIntervals[0].timeIntervals[0]")]
    [InlineData("""{"route":{"receiver":"a"},"receivers":[{"name":"a"}],"timeIntervals":[{"name":"n","timeIntervals":[{"times":[{"startTime":null}]}]}]}""", "timeIntervals[0].timeIntervals[0].times[0]")]
    public async Task Routing_NothingWhereSomethingHasToBe_IsNamed(string config, string field)
    {
        using var client = await silo.As("eve");
        using var check = await client.PostJson("/api/alerting/config/check", $$"""{"config":{{config}}}""");
        Assert.Equal(HttpStatusCode.OK, check.StatusCode);
        Assert.Contains(field, (await check.Body()).GetProperty("faults").EnumerateArray().Select(static f => f.GetProperty("field").GetString()));
        using var put = await client.PutAsync("/api/alerting/config", new StringContent($$"""{"config":{{config}}}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, put.StatusCode);
        Assert.Contains(field, (await put.Body()).GetProperty("errors").EnumerateArray().Select(static f => f.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("/api/silences", "null", "body")]
    [InlineData("/api/silences", "", "body")]
    [InlineData("/api/dead-letters/requeue", """{"ids":["a.1",null]}""", "ids[1]")]
    [InlineData("/api/dead-letters/discard", """{"ids":[null]}""", "ids[0]")]
    public async Task Post_NothingWhereSomethingHasToBe_NamesItInWordsOfTheApi(string path, string body, string field)
    {
        using var client = await silo.As("eve");
        using var answer = await client.PostJson(path, body);
        Assert.InRange((int)answer.StatusCode, 400, 422);
        var problem = await answer.Body();
        Assert.Equal(field, problem.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.DoesNotContain("Service instead", problem.GetRawText());
    }

    [Theory]
    [InlineData("/api/alerting/config/check")]
    [InlineData("/api/alerting/test")]
    public async Task Routing_NothingButBrackets_IsAnsweredAndTheSiloGoesOn(string path)
    {
        using var client = await silo.As("eve");
        using var answer = await client.PostAsJsonAsync(path, new { labels = new { a = "b" }, yaml = new string('[', 500_000) });
        Assert.Contains("nested more than 100 levels", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/ready")).StatusCode);
    }
}
