using System.Net.Http.Headers;
using System.Text;

namespace EventFlow.Silo.Tests.Api;

/// <summary>Alertmanager's API v2 over HTTP: wire forms, credentials and bad input. Each test has services of its own.</summary>
[Collection(SiloCollection.Name)]
public sealed class AlertmanagerTests(TestSilo silo)
{
    private const string Key = "ef_development";

    [Fact]
    public async Task Alerts_Posted_AreListedInAlertmanagersForm()
    {
        using var client = silo.WithKey(Key);
        await Post(client, """[{"labels":{"alertname":"Disk","service":"am-list","empty":""},"annotations":{"summary":"full"},"startsAt":"2026-11-20T08:00:00.123456789Z","endsAt":"2100-01-01T00:00:00+01:00","generatorURL":"http://prometheus/graph"}]""");
        var alert = Assert.Single((await Get(client, "/api/v2/alerts?filter=service%3D%22am-list%22")).EnumerateArray());
        Assert.Equal("""{"alertname":"Disk","service":"am-list"}""", alert.GetProperty("labels").GetRawText());
        Assert.Equal(("2026-11-20T08:00:00.123Z", "2099-12-31T23:00:00.000Z", "http://prometheus/graph"), (alert.GetProperty("startsAt").GetString(), alert.GetProperty("endsAt").GetString(), alert.GetProperty("generatorURL").GetString()));
        Assert.Equal(("active", "full", "default"), (alert.GetProperty("status").GetProperty("state").GetString(), alert.GetProperty("annotations").GetProperty("summary").GetString(), alert.GetProperty("receivers")[0].GetProperty("name").GetString()));

        var group = Assert.Single((await Get(client, "/api/v2/alerts/groups?filter=service%3Dam-list")).EnumerateArray());
        Assert.Equal("""{"service":"am-list"}""", group.GetProperty("labels").GetRawText());
        Assert.Equal(1, group.GetProperty("alerts").GetArrayLength());

        await Post(client, """[{"labels":{"alertname":"Disk","service":"am-list"},"endsAt":"2026-11-20T08:05:00Z"}]""");
        Assert.Equal(0, (await Get(client, "/api/v2/alerts?filter=service%3Dam-list")).GetArrayLength());
    }

    [Fact]
    public async Task Silences_MadeListedAndEnded_HoldAlertsMeanwhile()
    {
        using var client = silo.WithKey(Key);
        await Post(client, """[{"labels":{"alertname":"Disk","service":"am-silence"}}]""");
        using var made = await client.PostAsJsonAsync("/api/v2/silences", new
        {
            matchers = new object[] { new { name = "service", value = "am-sil.*", isRegex = true, isEqual = true }, new { name = "alertname", value = "Other", isRegex = false, isEqual = false } },
            startsAt = "2026-01-01T00:00:00Z", endsAt = "2100-01-01T00:00:00Z", createdBy = "ada", comment = "deploy",
        });
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var id = (await made.Body()).GetProperty("silenceID").GetString()!;
        var silence = await Get(client, $"/api/v2/silence/{id}");
        Assert.Equal(("active", "ada (key development)", "deploy"), (silence.GetProperty("status").GetProperty("state").GetString(), silence.GetProperty("createdBy").GetString(), silence.GetProperty("comment").GetString()));
        Assert.Equal("""[{"name":"service","value":"am-sil.*","isRegex":true,"isEqual":true},{"name":"alertname","value":"Other","isRegex":false,"isEqual":false}]""", silence.GetProperty("matchers").GetRawText());

        Assert.Equal(0, (await Get(client, "/api/v2/alerts?silenced=false&filter=service%3Dam-silence")).GetArrayLength());
        var held = Assert.Single((await Get(client, "/api/v2/alerts?active=false&filter=service%3Dam-silence")).EnumerateArray()).GetProperty("status");
        Assert.Equal(("suppressed", id), (held.GetProperty("state").GetString(), held.GetProperty("silencedBy")[0].GetString()));

        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync($"/api/v2/silence/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await client.DeleteAsync($"/api/v2/silence/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync("/api/v2/silence/a8ca6357-cb9e-43b5-b471-1c7d09adc9fe")).StatusCode);
        Assert.Equal("active", (await Get(client, "/api/v2/alerts?filter=service%3Dam-silence"))[0].GetProperty("status").GetProperty("state").GetString());
    }

    /// <summary>As amtool silence update and Karma do: Alertmanager's form has no place for a schedule, without which a nightly silence would hold all day.</summary>
    [Theory, InlineData("service", "am-nightly"), InlineData("team", "am-night")]
    public async Task PostSilence_WithTheIdOfOneThatRecurs_KeepsItsScheduleAndKind(string label, string value)
    {
        using var client = silo.WithKey(Key);
        using var made = await client.PostJson("/api/silences", """{"service":"am-nightly","duration":"8h","schedule":{"years":["2999"]},"comment":"batch"}""");
        var id = (await made.Body()).GetProperty("id").GetString()!;
        using var changed = await client.PostAsJsonAsync("/api/v2/silences", new
        {
            id, matchers = new[] { new { name = label, value, isRegex = false, isEqual = true } }, startsAt = "2026-01-01T00:00:00Z", endsAt = "2100-01-01T00:00:00Z", createdBy = "ada", comment = "longer",
        });
        var after = (await Get(client, $"/api/silences/{(await changed.Body()).GetProperty("silenceID").GetString()}")).GetProperty("silence");
        Assert.Equal(("maintenance", "2999", "longer"), (after.GetProperty("kind").GetString(), after.GetProperty("schedule").GetProperty("years")[0].GetString(), after.GetProperty("comment").GetString()));
    }

    [Fact]
    public async Task Ends_InTheYear9999_MeanForEverAndAreTheLastTimeThereIs()
    {
        using var client = silo.WithKey(Key);
        await Post(client, """[{"labels":{"alertname":"Disk","service":"am-ever"},"endsAt":"9999-12-31T23:59:59Z"}]""");
        using var made = await client.PostAsJsonAsync("/api/v2/silences", new
        {
            matchers = new[] { new { name = "service", value = "am-ever", isRegex = false, isEqual = true } }, startsAt = "2026-01-01T00:00:00Z", endsAt = "9999-12-31T23:59:59Z", createdBy = "ada", comment = "retired",
        });
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var silence = await Get(client, $"/api/v2/silence/{(await made.Body()).GetProperty("silenceID").GetString()}");
        var alert = Assert.Single((await Get(client, "/api/v2/alerts?filter=service%3Dam-ever")).EnumerateArray());
        Assert.Equal(("active", "suppressed"), (silence.GetProperty("status").GetProperty("state").GetString(), alert.GetProperty("status").GetProperty("state").GetString()));
        Assert.All([silence, alert], static of => Assert.Equal("9989-12-31T23:59:59.999Z", of.GetProperty("endsAt").GetString()));
    }

    [Theory]
    [InlineData("x", "The body is not valid JSON")]
    [InlineData("null", "expected an array of alerts")]
    [InlineData("{}", "expected an array of alerts")]
    [InlineData("[null]", "[0] is null")]
    [InlineData("[{}]", "[0].labels is empty; expected at least one label")]
    [InlineData("""[{"labels":{"a":""}}]""", "[0].labels is empty")]
    [InlineData("""[{"labels":{"":"b"}}]""", "a name of 0 characters")]
    [InlineData("""[{"labels":{"a":1}}]""", "is not valid JSON at $[0].labels.a")]
    [InlineData("""[{"labels":{"a":"\ud800"}}]""", "not valid")]
    [InlineData("""[{"labels":{"a":"b"},"startsAt":"2026-11-21T08:00:00Z","endsAt":"2026-11-20T08:00:00Z"}]""", "[0].endsAt is before startsAt")]
    [InlineData("""[{"labels":{"a":"b"},"startsAt":"yesterday"}]""", "[0].startsAt is 'yesterday'; expected a time from 1970 to 9989, such as 2026-11-21T08:00:00Z")]
    [InlineData("""[{"labels":{"a":"b"},"startsAt":"9999-12-31T23:59:59Z"}]""", "[0].startsAt is '9999-12-31T23:59:59Z'; expected a time from 1970 to 9989")]
    [InlineData("""[{"labels":{"a":"b"},"endsAt":"10000-01-01T00:00:00Z"}]""", "[0].endsAt is '10000-01-01T00:00:00Z'; expected a time from 1970 to 9989")]
    [InlineData("""[{"labels":{"a":"b"},"startsAt":"2026-11-21T08:00:00"}]""", "[0].startsAt")]
    [InlineData("""[{"labels":{"a":"b"},"endsAt":"1066-10-14T08:00:00Z"}]""", "[0].endsAt")]
    public async Task PostAlerts_Faulty_Is400WithATextThatNamesIt(string body, string expected)
    {
        using var client = silo.WithKey(Key);
        using var answer = await client.PostJson("/api/v2/alerts", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Body()).GetString());
    }

    [Fact]
    public async Task PostAlerts_InvalidUtf8_Is400()
    {
        using var client = silo.WithKey(Key);
        using var answer = await client.PostAsync("/api/v2/alerts", new ByteArrayContent([.. "[{\"labels\":{\"a\":\""u8, 0xff, 0xfe, .. "\"}}]"u8]) { Headers = { ContentType = new("application/json") } });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task PostAlerts_TenThousandLabels_IsRefusedAndTheRestTaken()
    {
        using var client = silo.WithKey(Key);
        var labels = Enumerable.Range(0, 10_000).ToDictionary(i => $"l{i}", i => "v");
        using var answer = await client.PostAsJsonAsync("/api/v2/alerts", new object[] { new { labels }, new { labels = new { alertname = "x", service = "am-rest" } } });
        Assert.Equal((HttpStatusCode.BadRequest, "[0].labels is 10000 labels; expected at most 128. The other 1 were taken."), (answer.StatusCode, (await answer.Body()).GetString()));
        Assert.Equal(1, (await Get(client, "/api/v2/alerts?filter=service%3Dam-rest")).GetArrayLength());
    }

    [Fact]
    public async Task PostAlerts_GosZeroTimes_AreNone()
    {
        using var client = silo.WithKey(Key);
        await Post(client, """[{"labels":{"alertname":"x","service":"am-zero"},"startsAt":"0001-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z"}]""");
        Assert.Equal(1, (await Get(client, "/api/v2/alerts?filter=service%3Dam-zero")).GetArrayLength());
    }

    [Theory]
    [InlineData("filter=x", "which has none of")]
    [InlineData("filter=x%3D~%22(%22", "which is none")]
    [InlineData("active=maybe", "active is 'maybe'; expected true or false.")]
    [InlineData("receiver=(", "expected a regular expression")]
    public async Task GetAlerts_FaultyFilter_Is400(string query, string expected)
    {
        using var client = silo.WithKey(Key);
        using var answer = await client.GetAsync("/api/v2/alerts?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Body()).GetString());
    }

    [Theory]
    [InlineData("""{"matchers":[],"endsAt":"2100-01-01T00:00:00Z","comment":"x"}""", "matchers is empty")]
    [InlineData("""{"matchers":[null],"endsAt":"2100-01-01T00:00:00Z","comment":"x"}""", "matchers has null")]
    [InlineData("""{"matchers":[{"name":"a","value":"(","isRegex":true}],"endsAt":"2100-01-01T00:00:00Z","comment":"x"}""", "which is none")]
    [InlineData("""{"matchers":[{"name":"a","value":"b"}],"endsAt":"2020-01-01T00:00:00Z","comment":"x"}""", "endsAt is in the past")]
    [InlineData("""{"matchers":[{"name":"a","value":"b"}],"endsAt":"2100-01-01T00:00:00Z"}""", "comment is empty")]
    [InlineData("""{"matchers":[{"name":"a","value":".*","isRegex":true}],"endsAt":"2100-01-01T00:00:00Z","comment":"x"}""", "content with any alert")]
    public async Task PostSilence_Faulty_Is400WithATextThatNamesIt(string body, string expected)
    {
        using var client = silo.WithKey(Key);
        using var answer = await client.PostJson("/api/v2/silences", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Body()).GetString());
    }

    [Fact]
    public async Task Credentials_AsAlertmanagersClientsSendThem_AreTaken()
    {
        foreach (var header in new AuthenticationHeaderValue[] { new("Bearer", Key), new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anyone:" + Key))) })
        {
            using var client = silo.Anonymous();
            client.DefaultRequestHeaders.Authorization = header;
            await Get(client, "/api/v2/receivers");
            // Only here: elsewhere a password in a header is none.
            if (header.Scheme == "Basic") Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/alerts")).StatusCode);
        }
        using var nobody = silo.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/api/v2/alerts")).StatusCode);
        nobody.DefaultRequestHeaders.Authorization = new("Basic", "!!!");
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/api/v2/alerts")).StatusCode);
    }

    [Fact]
    public async Task Healthy_WithoutCredentials_IsOk()
    {
        using var client = silo.Anonymous();
        Assert.Equal("OK", await client.GetStringAsync("/-/healthy"));
        Assert.Equal("OK", await client.GetStringAsync("/-/ready"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/-/reload", null)).StatusCode);
    }

    [Fact]
    public async Task Status_HasWhatClientsDemand()
    {
        using var client = silo.WithKey(Key);
        var status = await Get(client, "/api/v2/status");
        Assert.Equal("disabled", status.GetProperty("cluster").GetProperty("status").GetString());
        Assert.StartsWith("route:\n  receiver: 'default'", status.GetProperty("config").GetProperty("original").GetString());
        Assert.Equal(["branch", "buildDate", "buildUser", "goVersion", "revision", "version"], status.GetProperty("versionInfo").EnumerateObject().Select(p => p.Name).Order());
    }

    private static async Task Post(HttpClient client, string body)
    {
        using var answer = await client.PostJson("/api/v2/alerts", body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> Get(HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>(path);
}
