namespace EventFlow.Silo.Tests.Telemetry;

public sealed class HttpTests : IClassFixture<TestSilo>
{
    private readonly TestSilo _silo;

    public HttpTests(TestSilo silo) => _silo = silo;

    [Theory]
    [InlineData("order-4711", null, "order-4711")]
    [InlineData(null, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736")]
    public async Task Answer_ToARequestWithAnId_CarriesIt(string? correlation, string? traceParent, string expected)
    {
        using var client = _silo.Anonymous();
        if (correlation is not null) client.DefaultRequestHeaders.Add("X-Correlation-Id", correlation);
        if (traceParent is not null) client.DefaultRequestHeaders.Add("traceparent", traceParent);
        using var answer = await client.GetAsync("/api/services");
        Assert.Equal(expected, Assert.Single(answer.Headers.GetValues("X-Correlation-Id")));
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(expected, problem.RootElement.GetProperty("correlationId").GetString());
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("<script>")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task Answer_ToARequestWithAnOddId_HasOneOfItsOwn(string correlation)
    {
        using var client = _silo.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Correlation-Id", correlation);
        using var answer = await client.GetAsync("/health");
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(answer.Headers.GetValues("X-Correlation-Id")));
    }

    [Fact]
    public async Task Ready_UntilTheLogIsRecovered_SaysWhyNot()
    {
        await using var silo = new TestSilo();
        await silo.InitializeAsync();
        using var client = silo.Anonymous();
        using var ready = await client.GetAsync("/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        silo.Log.IsRecovered = false;
        using var waiting = await client.GetAsync("/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, waiting.StatusCode);
        Assert.Contains("log: the event log does not take events", await waiting.Content.ReadAsStringAsync());
        (silo.Log.IsRecovered, silo.Log.Fault) = (true, "its disk is full");
        using var full = await client.GetAsync("/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "log: the event log does not take events: its disk is full"), (full.StatusCode, (await full.Body()).GetProperty("reasons")[0].GetString()));
        using var health = await client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Answer_ToABrowser_CarriesTheSecurityHeaders()
    {
        using var client = _silo.Anonymous();
        using var answer = await client.GetAsync("/docs/api");
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("http://localhost:3000", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("https://evil.example.org", false)]
    public async Task Preflight_InDevelopment_AllowsThisMachineOnly(string origin, bool allowed)
    {
        using var client = _silo.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/services");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var answer = await client.SendAsync(request);
        Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
