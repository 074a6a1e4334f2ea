namespace EventFlow.Silo.Tests.Api;

/// <summary>Rotas and escalation policies through the API of a whole silo, in which the channel <c>log</c> is the only one.</summary>
[Collection(SiloCollection.Name)]
public sealed class OnCallTests(TestSilo silo)
{
    private const string Rota = """{"name":"Primary","timeZone":"Europe/Berlin","members":[{"name":"Ada","reach":[{"channel":"log"}]},{"name":"Bob","reach":[{"channel":"log"}]}],"layers":[{"members":["Ada","Bob"],"every":"1w","startsOn":"2026-01-05"}]}""";

    [Fact]
    public async Task Rota_PutOverriddenAndAsked_SaysWhoIsOnCall()
    {
        using var client = await silo.As("eve");
        using var put = await client.PutJson("/api/oncall/asked", Rota);
        Assert.Equal((HttpStatusCode.OK, "eve"), (put.StatusCode, (await put.Body()).GetProperty("updatedBy").GetString()));
        var status = await client.GetFromJsonAsync<JsonElement>("/api/oncall/asked?at=2026-01-13T12:00:00Z");
        Assert.Equal("Bob", status.GetProperty("now").GetProperty("member").GetString());
        Assert.Equal(DateTimeOffset.Parse("2026-01-19T08:00:00Z").ToUnixTimeMilliseconds(), status.GetProperty("now").GetProperty("until").GetInt64());

        var override1 = """{"member":"Ada","from":"2126-01-01T00:00:00Z","until":"2126-01-02T00:00:00Z","reason":"holiday"}""";
        using var made = await client.PostJson("/api/oncall/asked/overrides", override1);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        using var again = await client.PostJson("/api/oncall/asked/overrides", override1);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("Ada from 2126-01-01 00:00 UTC until 2126-01-02 00:00 UTC (holiday), made by eve", (await again.Body()).GetProperty("detail").GetString());
        var calendar = await client.GetFromJsonAsync<JsonElement>("/api/oncall/asked/calendar?from=2126-01-01T00:00:00Z&to=2126-01-02T00:00:00Z");
        Assert.Equal("holiday", Assert.Single(calendar.GetProperty("shifts").EnumerateArray()).GetProperty("override").GetProperty("reason").GetString());
        var id = (await made.Body()).GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync($"/api/oncall/asked/overrides/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync($"/api/oncall/asked/overrides/{id}")).StatusCode);
    }

    [Theory]
    [InlineData("{}", "members", "0", "1 to 100 members")]
    [InlineData("""{"timeZone":"Mars"}""", "timeZone", "'Mars'", "a time zone such as Europe/Berlin or UTC")]
    [InlineData("""{"members":[{"name":"Ada","reach":[{"channel":"pigeon"}]}]}""", "members[0].reach[0].channel", "'pigeon', a channel that does not exist", "one of log")]
    [InlineData("""{"members":[{"name":"Ada","reach":[{"channel":"log","address":"x"}]}]}""", "members[0].reach[0].address", "set for a channel of kind log", "none: this kind writes to one place only")]
    [InlineData("""{"members":[{"name":"Ada"}],"layers":[{"members":["Ada"],"startsOn":"0001-01-01"}]}""", "layers[0].startsOn", "'0001-01-01'", "the day of the first turn, such as 2026-01-05, from 1970 to 9000")]
    [InlineData("""{"layers":[null]}""", "layers[0].members", "0 names", "1 to 100 names of members")]
    [InlineData("""{"members":[null]}""", "members[0].name", "missing", "a name of 1 to 100 characters on one line")]
    public async Task PutRota_Faulty_Gets422NamingFieldFoundAndExpected(string body, string field, string found, string expected)
    {
        using var client = await silo.As("eve");
        using var answer = await client.PutJson("/api/oncall/faulty", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains((field, found, expected), (await answer.Body()).GetProperty("errors").EnumerateArray().Select(static e => (e.Text("field"), e.Text("found"), e.Text("expected"))));
    }

    [Theory]
    [InlineData("""{"member":"Ada","until":"2000-01-01T00:00:00Z","reason":"x"}""", "until")]
    [InlineData("""{"member":"Ada","duration":"soon","reason":"x"}""", "duration")]
    [InlineData("""{"member":"Ada","duration":"1h","until":"2126-01-01T00:00:00Z","reason":"x"}""", "duration")]
    [InlineData("""{"member":"Ada","duration":"1h"}""", "reason")]
    [InlineData("""{"duration":"1h","reason":"x"}""", "member")]
    [InlineData("""{"member":"Nobody","duration":"1h","reason":"x"}""", "member")]
    [InlineData("""{"member":"Ada","reason":"x"}""", "until")]
    public async Task Override_Faulty_NamesTheField(string body, string field)
    {
        using var client = await silo.As("eve");
        (await client.PutJson("/api/oncall/overridden", Rota)).Dispose();
        using var answer = await client.PostJson("/api/oncall/overridden/overrides", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(field, (await answer.Body()).GetProperty("errors").EnumerateArray().Select(static e => e.Text("field")));
    }

    [Fact]
    public async Task Policy_NamedByARoute_IsTestedAndCannotBeDeleted()
    {
        using var client = await silo.As("eve");
        (await client.PutJson("/api/oncall/policy", Rota)).Dispose();
        using var put = await client.PutJson("/api/escalations/api-night", """{"steps":[{"channels":["log"]},{"after":"10m","rotas":["policy"]}],"repeat":1}""");
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        const string Yaml = "route: {receiver: all, escalation: api-night}\nreceivers: [{name: all, channels: ['*']}]";
        using var test = await client.PostAsJsonAsync("/api/alerting/test", new { labels = new { alertname = "x", severity = "critical" }, at = "2026-01-13T12:00:00Z", yaml = Yaml });
        var target = (await test.Body()).GetProperty("targets")[0];
        Assert.Equal(("api-night", 4), (target.GetProperty("escalation").GetString(), target.GetProperty("steps").GetArrayLength()));
        var person = target.GetProperty("steps")[1].GetProperty("targets")[0];
        Assert.Equal(("Bob", "On call in Primary until Mon 19 Jan 09:00 (Europe/Berlin)."), (person.GetProperty("member").GetString(), person.GetProperty("why").GetString()));

        using var unknown = await client.PutJson("/api/alerting/config", JsonSerializer.Serialize(new { yaml = Yaml.Replace("api-night", "nowhere", StringComparison.Ordinal) }));
        Assert.Equal("route.escalation", (await unknown.Body()).GetProperty("errors")[0].Text("field"));
        using var used = await client.DeleteAsync("/api/oncall/policy");
        Assert.Equal(HttpStatusCode.Conflict, used.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync("/api/escalations/api-night")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync("/api/oncall/policy")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/oncall/policy")).StatusCode);
    }

    [Fact]
    public async Task Versions_OfAPolicyAndARota_AreListedAndGoneBackTo()
    {
        using var client = await silo.As("eve");
        foreach (var after in (string[])["5m", "10m"])
        {
            using var put = await client.PutJson("/api/escalations/api-versions", $$"""{"steps":[{"after":"{{after}}","channels":["log"]}],"comment":"{{after}} is right"}""");
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
            using var rota = await client.PutJson("/api/oncall/api-versions", Rota.Replace("Primary", after, StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, rota.StatusCode);
        }
        var versions = (await client.GetFromJsonAsync<JsonElement>("/api/escalations/api-versions/versions")).GetProperty("items");
        Assert.Equal(["10m is right", "5m is right"], versions.EnumerateArray().Select(static v => v.Text("comment")));
        using var back = await client.PostAsync("/api/escalations/api-versions/versions/1/rollback", null);
        var policy = await back.Body();
        Assert.Equal(("5m", "Back to version 1."), (policy.GetProperty("steps")[0].GetProperty("after").GetString(), policy.Text("comment")));
        using var rotaBack = await client.PostAsync("/api/oncall/api-versions/versions/1/rollback", null);
        Assert.Equal("5m", (await rotaBack.Body()).Text("name"));
        Assert.Equal(3, (await client.GetFromJsonAsync<JsonElement>("/api/oncall/api-versions/versions?limit=1")).GetProperty("total").GetInt32());
        foreach (var kind in (string[])["escalations", "oncall"])
        {
            Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync($"/api/{kind}/api-versions")).StatusCode);
            var gone = Assert.Single((await client.GetFromJsonAsync<JsonElement>($"/api/deleted/{kind}")).GetProperty("items").EnumerateArray(), static d => d.Text("id") == "api-versions");
            Assert.Equal(("eve", 3L), (gone.Text("who"), gone.GetProperty("last").GetProperty("version").GetInt64()));
            using var again = await client.PostAsync($"/api/{kind}/api-versions/versions/3/rollback", null);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            Assert.DoesNotContain((await client.GetFromJsonAsync<JsonElement>($"/api/deleted/{kind}")).GetProperty("items").EnumerateArray(), static d => d.Text("id") == "api-versions");
        }
        foreach (var path in (string[])["/api/escalations/api-versions/versions/9/rollback", "/api/oncall/nowhere/versions/1/rollback"])
        {
            using var none = await client.PostAsync(path, null);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }
    }
}
