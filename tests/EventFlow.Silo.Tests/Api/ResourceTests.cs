using EventFlow.TestKit;

namespace EventFlow.Silo.Tests.Api;

public sealed class ResourceTests : IClassFixture<TestSilo>
{
    private readonly TestSilo _silo;

    public ResourceTests(TestSilo silo) => _silo = silo;

    [Fact]
    public async Task ListServices_WithPaging_AnswersThatPart()
    {
        var page = await GetJson("/api/services?offset=1&limit=1");
        Assert.Equal("orders", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("service").GetString());
        Assert.Equal((2, 1, 1), (page.GetProperty("total").GetInt32(), page.GetProperty("offset").GetInt32(), page.GetProperty("limit").GetInt32()));
    }

    [Fact]
    public async Task ListServices_FilteredByHealth_SpellsEnumsInCamelCase()
    {
        var page = await GetJson("/api/services?health=critical");
        Assert.Equal("critical", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("health").GetString());
    }

    [Theory]
    [InlineData("/api/services?limit=0", "limit", "0", "a whole number from 1 to 500")]
    [InlineData("/api/services?limit=501", "limit", "501", "a whole number from 1 to 500")]
    [InlineData("/api/services?limit=many", "limit", "many", "a whole number from 1 to 500")]
    [InlineData("/api/services?offset=-1", "offset", "-1", "a whole number from 0 to 2147483647")]
    [InlineData("/api/services?limit=1&limit=2", "limit", "2 values", "one value")]
    [InlineData("/api/services?health=ill", "health", "ill", "one of healthy, degraded, critical, silent")]
    [InlineData("/api/alerts?state=open", "state", "open", "one of pending, firing, acknowledged, resolved, noData, silenced, inhibited, flapping")]
    [InlineData("/api/alerts?severity=none", "severity", "none", "one of info, warning, critical")]
    [InlineData("/api/alerts?from=yesterday", "from", "yesterday", "a time from 1970 to 9989, as unix milliseconds or such as 2026-01-31T12:00:00Z")]
    [InlineData("/api/rules?enabled=perhaps", "enabled", "perhaps", "true or false")]
    [InlineData("/api/series/data", "series", "missing", "the series, as other answers name it")]
    [InlineData("/api/series/data?series=latency", "series", "latency", "metric{service=\"name\",label=\"value\"}")]
    [InlineData("/api/services/payments/metrics?points=1", "points", "1", "a whole number from 2 to 5000")]
    [InlineData("/api/services/payments/metrics?from=2000&to=1000", "from", "2000", "a time before to, which is 1000")]
    [InlineData("/api/logs?level=loud", "level", "loud", "one of trace, debug, info, warn, error, fatal")]
    public async Task Get_WithAFaultyQuery_Gets422NamingFieldFoundAndExpected(string path, string field, string found, string expected)
    {
        var problem = await GetProblem(path, HttpStatusCode.UnprocessableEntity);
        var fault = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal((field, found, expected), (fault.Text("field"), fault.Text("found"), fault.Text("expected")));
    }

    [Fact]
    public async Task Get_WithTwoFaults_NamesBoth()
    {
        var problem = await GetProblem("/api/alerts?limit=0&state=open", HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["state", "limit"], problem.GetProperty("errors").EnumerateArray().Select(static f => f.Text("field")));
    }

    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/api/services/unknown")]
    [InlineData("/api/services/unknown/series")]
    [InlineData("/api/services/unknown/metrics")]
    [InlineData("/api/alerts/ffff")]
    [InlineData("/api/rules/unknown")]
    public async Task Get_OfWhatIsNotThere_Gets404(string path)
    {
        var problem = await GetProblem(path, HttpStatusCode.NotFound);
        Assert.NotEmpty(problem.Text("detail"));
        Assert.NotEmpty(problem.Text("correlationId"));
    }

    [Fact]
    public async Task Request_WithAMethodThatIsNotThere_Gets405()
    {
        using var client = await _silo.AsAdmin();
        using var answer = await client.PatchAsync("/api/services", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Contains("expected GET", (await answer.Body()).Text("detail"));
    }

    [Fact]
    public async Task Get_WhenAPartFails_Gets500WithoutDetails()
    {
        await using var silo = new TestSilo();
        await silo.InitializeAsync();
        silo.Monitoring.Failure = new InvalidOperationException("the secret detail");
        using var client = await silo.AsAdmin();
        using var answer = await client.GetAsync("/api/services");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync());
        silo.Monitoring.Failure = new TimeoutException("the grain did not answer");
        using var late = await client.GetAsync("/api/services");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
    }

    [Fact]
    public async Task GetSeriesData_WithLabelsInAnyOrder_AsksForTheCanonicalSeries()
    {
        var data = await GetJson("/api/series/data?points=10&from=2026-01-01T00:00:00Z&to=1767225700000&series=" + Uri.EscapeDataString("latency_ms{service=\"payments\",region=\"eu\"}"));
        Assert.Equal("latency_ms{region=\"eu\",service=\"payments\"}", data.Text("series"));
        Assert.Equal(new(1_767_225_600_000, 1_767_225_700_000, 10), _silo.Monitoring.LastRange);
    }

    [Fact]
    public async Task ListServiceLogs_WithMoreThanTheLimit_SaysWhereToGoOn()
    {
        await using var silo = new TestSilo();
        await silo.InitializeAsync();
        silo.Monitoring.Logs = [Line(5_000), Line(4_000)];
        using var client = await silo.AsAdmin();
        var page = await client.GetFromJsonAsync<JsonElement>("/api/services/payments/logs?to=9000&from=0&limit=2&level=warn&text=slow");
        Assert.Equal(4_001, page.GetProperty("next").GetInt64());
        Assert.Equal(new("payments", 0, 9_000, LogSeverity.Warn, "slow", null, 2), silo.Monitoring.LastLogQuery);
        var all = await client.GetFromJsonAsync<JsonElement>("/api/services/payments/logs?to=9000&from=0&limit=3");
        Assert.Equal(JsonValueKind.Null, all.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task ListAlerts_WithFilters_PassesThemOn()
    {
        await GetJson("/api/alerts?state=firing&state=noData&service=payments&severity=critical&rule=slow&text=late&from=1&to=2&offset=3&limit=4");
        var query = _silo.Alerts.LastQuery!;
        Assert.Equal([AlertState.Firing, AlertState.NoData], query.States);
        Assert.Equal(("payments", Severity.Critical, "slow", "late", 1L, 2L, 3, 4), (query.Service, query.Severity, query.RuleId, query.Text, query.From, query.To, query.Offset, query.Limit));
    }

    [Fact]
    public async Task AcknowledgeAlert_Twice_IsAConflict()
    {
        await using var silo = new TestSilo();
        await silo.InitializeAsync();
        using var client = await silo.As("ada");
        var path = $"/api/alerts/{FakeAlerts.Known}/acknowledge";
        using var first = await client.PostAsJsonAsync(path, new { comment = "mine" });
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(("ada", "mine"), silo.Alerts.Acknowledged);
        using var second = await client.PostAsJsonAsync(path, new { comment = "mine" });
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        using var unknown = await client.PostAsJsonAsync("/api/alerts/ffff/acknowledge", new { comment = "mine" });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var wordy = await client.PostAsJsonAsync(path, new { comment = new string('x', 1_001) });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wordy.StatusCode);
    }

    [Fact]
    public async Task Rules_FromCreationToDeletion_AnswerWithTheirStatuses()
    {
        await using var silo = new TestSilo();
        await silo.InitializeAsync();
        using var client = await silo.As("ada");
        var rule = new Dictionary<string, object> { ["name"] = "Slow", ["detector"] = "threshold", ["parameters"] = new { above = 500 }, ["for"] = "90s", ["severity"] = "critical" };
        using var created = await client.PostAsJsonAsync("/api/rules", rule);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("/api/rules/derived", created.Headers.Location?.OriginalString);
        Assert.Equal((TimeSpan.FromSeconds(90), Severity.Critical, "{\"above\":500}", "ada"), (silo.Rules.Last!.For, silo.Rules.Last.Severity, silo.Rules.Last.Parameters.Json, silo.Rules.Last.UpdatedBy));
        using var again = await client.PostAsJsonAsync("/api/rules", rule);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var stale = await client.PutAsJsonAsync("/api/rules/derived", new { name = "Slow", detector = "threshold", version = 7 });
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        using var changed = await client.PutAsJsonAsync("/api/rules/derived", new { name = "Slower", detector = "threshold", version = 1 });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var deleted = await client.DeleteAsync("/api/rules/derived");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await client.DeleteAsync("/api/rules/derived");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData("""{"name":"A","detector":"threshold","parameters":{"above":"x"}}""", 422, "parameters.above")]
    [InlineData("""{"name":"A","detector":"threshold","severity":"dire"}""", 422, "severity")]
    [InlineData("""{"detector":"threshold"}""", 422, "name")]
    [InlineData("""{"name":"A","enabled":"yes"}""", 400, "enabled")]
    [InlineData("""{"name":"A","for":"soon"}""", 400, "for")]
    [InlineData("""{"name":"A","labels":[1]}""", 400, "labels")]
    [InlineData("""{"name":""", 400, "body")]
    [InlineData("[]", 400, "body")]
    public async Task CreateRule_WithAFaultyBody_NamesTheField(string json, int status, string field)
    {
        using var client = await _silo.As("ada");
        using var answer = await client.PostJson("/api/rules", json);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Body();
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateArray()).Text("field"));
    }

    [Fact]
    public async Task CreateRule_WithAnotherContentType_Gets415()
    {
        using var client = await _silo.As("ada");
        using var answer = await client.PostAsync("/api/rules", new StringContent("name=a", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task CreateRule_WithABodyOverTheLimit_Gets413()
    {
        using var client = await _silo.As("ada");
        using var answer = await client.PostJson("/api/rules", $$"""{"name":"{{new string('x', 2 * 1024 * 1024)}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task CreateChannel_WithABadUrl_Gets422()
    {
        using var client = await _silo.As("ada");
        using var answer = await client.PostAsJsonAsync("/api/channels", new { id = "hook", kind = "webhook", settings = new { url = "ftp://x" } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        using var good = await client.PostAsJsonAsync("/api/channels", new { id = "hook", kind = "webhook", settings = new { url = "https://x" } });
        Assert.Equal(HttpStatusCode.Created, good.StatusCode);
        using var again = await client.PostAsJsonAsync("/api/channels", new { id = "hook", kind = "webhook", settings = new { url = "https://x" } });
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Theory]
    [InlineData("ada", "https://example.org:8443/hooks/T0/k3y?a=1")]
    [InlineData("viewer-ada", "https://example.org:8443")]
    public async Task ListChannels_WithAnAddress_TellsViewersSchemeAndHostOnly(string user, string expected)
    {
        using var client = await _silo.As("ada");
        using var put = await client.PutAsJsonAsync("/api/channels/away", new { id = "away", kind = "webhook", settings = new { url = "https://example.org:8443/hooks/T0/k3y?a=1" } });
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        using var reader = await _silo.As(user);
        var page = await reader.GetFromJsonAsync<JsonElement>("/api/channels");
        var channel = page.GetProperty("items").EnumerateArray().Select(static c => c.GetProperty("channel")).Single(static c => c.Text("id") == "away");
        Assert.Equal(expected, channel.GetProperty("settings").Text("url"));
    }

    [Fact]
    public async Task PreviewAndCheckChannel_ByAnOperator_Answer()
    {
        using var client = await _silo.As("ada");
        using var preview = await client.PostAsJsonAsync("/api/channels/preview", new { kind = "webhook", settings = new { template_text = "so" }, alert = "0123456789abcdef" });
        Assert.Equal(HttpStatusCode.OK, preview.StatusCode);
        Assert.Equal("so", (await preview.Body()).Text("text"));
        using var kindless = await client.PostAsJsonAsync("/api/channels/preview", new { });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, kindless.StatusCode);
        using var check = await client.PostAsync("/api/channels/ops/check", null);
        Assert.Equal("ok", (await check.Body()).Text("reason"));
    }

    [Fact]
    public async Task DiscardDeadLetters_WithoutAChoice_IsRefusedAndWithOneCounts()
    {
        using var client = await _silo.As("ada");
        using var all = await client.PostAsJsonAsync("/api/dead-letters/discard", new { });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, all.StatusCode);
        using var some = await client.PostAsJsonAsync("/api/dead-letters/discard", new { ids = new[] { "a.1", "a.2" } });
        Assert.Equal(2, (await some.Body()).GetProperty("count").GetInt32());
        using var requeued = await client.PostAsJsonAsync("/api/dead-letters/requeue", new { ids = new[] { "a.1" } });
        Assert.Equal(1, (await requeued.Body()).GetProperty("count").GetInt32());
        using var viewer = await _silo.As("viewer-ada");
        using var refused = await viewer.PostAsJsonAsync("/api/dead-letters/requeue", new { ids = new[] { "a.1" } });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task GetSystem_OfARunningSilo_TellsRuntimeAndStreams()
    {
        var system = await GetJson("/api/system");
        Assert.Equal("Development", system.Text("environment"));
        Assert.Contains(Repository.GrainRuntime, system.Text("runtime"));
        var stream = Assert.Single(system.GetProperty("streams").EnumerateArray());
        Assert.Equal((7, 0), (stream.GetProperty("processed").GetInt32(), stream.GetProperty("lag").GetInt32()));
    }

    private static LogLine Line(long time) => new(0, 0, time, new(time, "payments", null, LabelSet.Empty, LogSeverity.Error, "slow", null));

    private async Task<JsonElement> GetJson(string path)
    {
        using var client = await _silo.AsAdmin();
        return await client.GetFromJsonAsync<JsonElement>(path);
    }

    private async Task<JsonElement> GetProblem(string path, HttpStatusCode status)
    {
        using var client = await _silo.AsAdmin();
        using var answer = await client.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Body();
    }
}
