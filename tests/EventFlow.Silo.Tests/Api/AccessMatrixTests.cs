using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Silo.Tests.Api;

[Collection(SiloCollection.Name)]
public sealed class AccessMatrixTests(TestSilo silo)
{
    public static TheoryData<string, string, int> Matrix => new()
    {
        // caller, request, status
        { "nobody", "GET /api/services", 401 },
        { "nobody", "POST /api/alerts/0123456789abcdef/resolve", 401 },
        { "nobody", "GET /api/api-keys", 401 },
        { "viewer", "GET /api/services", 200 },
        { "viewer", "GET /api/alerts", 200 },
        { "viewer", "GET /api/rules", 200 },
        { "nobody", "GET /api/incidents", 401 },
        { "viewer", "GET /api/incidents/none", 404 },
        { "nobody", "GET /api/feedback", 401 },
        { "viewer", "GET /api/feedback", 200 },
        { "viewer", "DELETE /api/feedback/l1", 403 },
        { "operator", "DELETE /api/feedback/l1", 200 },
        { "operator", "DELETE /api/feedback/l9", 404 },
        { "viewer", "POST /api/alerts/0123456789abcdef/false-alarm", 403 },
        { "operator", "POST /api/alerts/0123456789abcdef/false-alarm", 200 },
        { "viewer", "GET /api/incidents", 200 },
        { "nobody", "GET /api/audit", 401 },
        { "viewer", "GET /api/audit", 403 },
        { "key", "GET /api/audit", 403 },
        { "operator", "GET /api/audit", 200 },
        { "viewer", "GET /api/services/payments/patterns", 200 },
        { "nobody", "GET /api/services/payments/patterns", 401 },
        { "viewer", "GET /api/channels", 200 },
        { "viewer", "GET /api/dead-letters", 200 },
        { "viewer", "GET /api/dashboard/stats", 200 },
        { "viewer", "GET /api/system", 200 },
        { "nobody", "GET /api/system/scaling", 401 },
        { "key", "GET /api/system/scaling", 200 },
        { "nobody", "GET /api/streams", 401 },
        { "nobody", "GET /api/export?stream=alerts", 401 },
        { "viewer", "GET /api/streams", 200 },
        { "viewer", "GET /api/streams/alerts/events", 200 },
        { "viewer", "GET /api/export?stream=alerts", 200 },
        { "key", "GET /api/streams/alerts", 200 },
        { "viewer", "GET /api/consumers", 200 },
        { "viewer", "PUT /api/consumers/a", 403 },
        { "viewer", "POST /api/consumers/a/commit", 403 },
        { "key", "GET /api/consumers", 200 },
        { "key", "DELETE /api/consumers/a", 403 },
        { "operator", "DELETE /api/consumers/a", 403 },
        { "admin", "DELETE /api/consumers/a", 404 },
        { "viewer", "GET /api/replays", 200 },
        { "viewer", "POST /api/replays", 403 },
        { "viewer", "POST /api/replays/a/cancel", 403 },
        { "viewer", "DELETE /api/replays/a", 403 },
        { "key", "POST /api/replays", 403 },
        { "operator", "POST /api/replays/a/pause", 404 },
        { "operator", "DELETE /api/replays/a", 403 },
        { "admin", "DELETE /api/replays/a", 404 },
        { "viewer", "POST /api/alerts/0123456789abcdef/resolve", 403 },
        { "viewer", "POST /api/rules", 403 },
        { "viewer", "PUT /api/rules/a", 403 },
        { "nobody", "GET /api/oncall", 401 },
        { "viewer", "GET /api/oncall", 200 },
        { "viewer", "GET /api/escalations", 200 },
        { "key", "GET /api/oncall", 200 },
        { "viewer", "PUT /api/oncall/a", 403 },
        { "key", "PUT /api/oncall/a", 403 },
        { "viewer", "POST /api/oncall/a/overrides", 403 },
        { "viewer", "DELETE /api/oncall/a/overrides/b", 403 },
        { "viewer", "PUT /api/escalations/a", 403 },
        { "viewer", "DELETE /api/escalations/a", 403 },
        { "viewer", "GET /api/escalations/a/versions", 200 },
        { "viewer", "GET /api/oncall/a/versions", 200 },
        { "viewer", "GET /api/deleted/escalations", 200 },
        { "nobody", "GET /api/deleted/oncall", 401 },
        { "viewer", "POST /api/escalations/a/versions/1/rollback", 403 },
        { "viewer", "POST /api/oncall/a/versions/1/rollback", 403 },
        { "operator", "DELETE /api/oncall/a", 404 },
        { "operator", "DELETE /api/escalations/a", 404 },
        { "viewer", "DELETE /api/rules/a", 403 },
        { "viewer", "POST /api/channels", 403 },
        { "viewer", "DELETE /api/dead-letters/a", 403 },
        { "viewer", "GET /api/api-keys", 403 },
        { "operator", "GET /api/services", 200 },
        { "operator", "POST /api/alerts/0123456789abcdef/resolve", 200 },
        { "operator", "DELETE /api/rules/a", 404 },
        { "operator", "GET /api/api-keys", 403 },
        { "operator", "POST /api/api-keys", 403 },
        { "admin", "GET /api/api-keys", 200 },
        { "admin", "POST /api/alerts/0123456789abcdef/resolve", 200 },
        { "key", "GET /api/services", 200 },
        { "key", "POST /api/alerts/0123456789abcdef/resolve", 403 },
        { "key", "GET /api/api-keys", 403 },
    };

    [Theory, MemberData(nameof(Matrix))]
    public async Task Request_OfEachRole_GetsItsStatus(string caller, string request, int status)
    {
        using var client = await ClientOf(caller);
        var (method, path) = (request.Split(' ')[0], request.Split(' ')[1]);
        using var message = new HttpRequestMessage(new(method), path);
        using var answer = await client.SendAsync(message);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status >= 400) Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("key", "POST /api/replays", "You are the API key 'development' with scope ingest, read, silence; expected role operator or admin: a bearer token")]
    [InlineData("viewer", "PUT /api/consumers/a", "with role viewer; expected role operator or admin, or an API key with scope read.")]
    [InlineData("operator", "DELETE /api/replays/a", "with role operator; expected role admin: a bearer token")]
    [InlineData("viewer", "POST /api/events", "with role viewer; expected role operator or admin, or an API key with scope ingest.")]
    public async Task Request_ThatIsNotAllowed_SaysWhoAskedAndWhatIsExpected(string caller, string request, string detail)
    {
        using var client = await ClientOf(caller);
        using var message = new HttpRequestMessage(new(request.Split(' ')[0]), request.Split(' ')[1]);
        using var answer = await client.SendAsync(message);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(detail, (await answer.Body()).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("X-Api-Key", "ef_unknown")]
    [InlineData("X-Api-Key", "")]
    [InlineData("Authorization", "Bearer not.a.token")]
    [InlineData("Authorization", "Bearer ef_unknown")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Basic YWRtaW46YWRtaW4=")]
    [InlineData("Authorization", "ApiKey ef_unknown")]
    public async Task Request_WithBadCredentials_Gets401WithTheSameDocument(string header, string value)
    {
        using var client = silo.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        using var answer = await client.GetAsync("/api/services");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.NotEmpty(answer.Headers.WwwAuthenticate);
        var problem = await answer.Body();
        Assert.Equal("Unauthorized", problem.GetProperty("title").GetString());
        Assert.Contains("X-Api-Key", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("X-Api-Key", "ef_development")]
    [InlineData("Authorization", "ApiKey ef_development")]
    [InlineData("Authorization", "apikey ef_development")]
    [InlineData("Authorization", "Bearer ef_development")]
    public async Task Request_WithTheDevelopmentKeyInAnyHeader_IsAnswered(string header, string value)
    {
        using var client = silo.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        using var answer = await client.GetAsync("/api/services");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Request_WithATokenInTheQuery_IsRefusedOnTheApi()
    {
        using var client = silo.Anonymous();
        using var answer = await client.GetAsync("/api/services?token=ef_development");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public void Endpoints_OfTheWholeSilo_DemandAPolicyUnlessTheyAreKnownToBeOpen()
    {
        string[] open =
        [
            "/api/auth/login", "/api/auth/refresh", "/api/auth/logout", "/account/login", "/account/logout", "/health", "/ready",
            "/openapi/{documentName}.json", "/docs/api", "/docs/api.css", "/docs/api.js",
        ];
        var endpoints = silo.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
        var unguarded = endpoints
            .Where(static e => !e.Metadata.OfType<IAuthorizeData>().Any() || e.Metadata.OfType<IAllowAnonymous>().Any())
            .Select(static e => e.RoutePattern.RawText!.StartsWith('/') ? e.RoutePattern.RawText : "/" + e.RoutePattern.RawText)
            .Where(static path => path.StartsWith("/api") || path.StartsWith("/account") || path.StartsWith("/ws") || path.StartsWith("/hubs") || path.Count(static c => c == '/') == 1 && !path.Contains('.'));
        Assert.Empty(unguarded.Except(open).Except(["/login", "/{**path}"]));
    }

    private Task<HttpClient> ClientOf(string caller) => caller switch
    {
        "nobody" => Task.FromResult(silo.Anonymous()),
        "key" => Task.FromResult(silo.WithKey("ef_development")),
        "admin" => silo.AsAdmin(),
        "viewer" => silo.As("viewer-ada"),
        _ => silo.As("ada"),
    };
}
