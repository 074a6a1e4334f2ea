namespace EventFlow.Silo.Tests.Auth;

public sealed class SignInTests : IClassFixture<TestSilo>
{
    private readonly TestSilo _silo;

    public SignInTests(TestSilo silo) => _silo = silo;

    [Theory]
    [InlineData("admin", "admin", "admin")]
    [InlineData("ada", "demo", "operator")]
    [InlineData("viewer-bob", "demo", "viewer")]
    public async Task Login_InDevelopment_GivesTheRole(string name, string password, string role)
    {
        var answer = await _silo.Login(name, password);
        Assert.Equal((name, name, role), (Text(answer, "user", "id"), Text(answer, "user", "name"), Text(answer, "user", "role")));
        using var client = _silo.WithToken(answer.GetProperty("token").GetString()!);
        var me = await client.GetFromJsonAsync<JsonElement>("/api/users/me");
        Assert.Equal((name, role), (me.GetProperty("id").GetString(), me.GetProperty("role").GetString()));
    }

    [Theory]
    [InlineData("admin", "demo")]
    [InlineData("ada", "admin")]
    [InlineData("ada", "")]
    [InlineData("", "demo")]
    [InlineData(null, null)]
    public async Task Login_WithWrongNameOrPassword_GetsOneAnswer(string? username, string? password)
    {
        using var client = _silo.Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/auth/login", new { username, password });
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var problem = await answer.Body();
        Assert.Equal("Name or password is wrong.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Login_AfterTooManyFailures_Gets429ForThatNameOnly()
    {
        await using var silo = new TestSilo(new() { ["EventFlow:Auth:LoginAttempts"] = "3" });
        await silo.InitializeAsync();
        using var client = silo.Anonymous();
        for (var i = 0; i < 3; i++)
        {
            using var refused = await client.PostAsJsonAsync("/api/auth/login", new { username = "ada", password = "guess" });
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var throttled = await client.PostAsJsonAsync("/api/auth/login", new { username = "ada", password = "demo" });
        Assert.Equal(HttpStatusCode.TooManyRequests, throttled.StatusCode);
        Assert.InRange(throttled.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        await silo.Login("bob", "demo");
    }

    [Fact]
    public async Task Refresh_WithAGoodToken_GivesTheNextPairOnce()
    {
        var first = await _silo.Login("ada", "demo");
        var second = await Refresh(first, HttpStatusCode.OK);
        Assert.NotEqual(first.GetProperty("refreshToken").GetString(), second.GetProperty("refreshToken").GetString());
        using var client = _silo.WithToken(second.GetProperty("token").GetString()!);
        using var answer = await client.GetAsync("/api/users/me");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Refresh_WithAUsedToken_EndsTheSession()
    {
        var first = await _silo.Login("eve", "demo");
        var second = await Refresh(first, HttpStatusCode.OK);
        await Refresh(first, HttpStatusCode.Unauthorized);
        await Refresh(second, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Refresh_AfterLogout_IsRefused()
    {
        var session = await _silo.Login("ada", "demo");
        using var client = _silo.Anonymous();
        using var logout = await client.PostAsJsonAsync("/api/auth/logout", new { refreshToken = session.GetProperty("refreshToken").GetString() });
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        await Refresh(session, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("YWRh.0123456789abcdef.guess")]
    [InlineData("not base64.0123456789abcdef.guess")]
    public async Task Refresh_WithNoToken_IsRefused(string token)
    {
        using var client = _silo.Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = token });
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task ApiKey_FromCreationToRevocation_CountsWhileItIsGood()
    {
        using var admin = await _silo.AsAdmin();
        using var created = await admin.PostAsJsonAsync("/api/api-keys", new { name = "reader", scopes = new[] { "read" } });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var body = await created.Body();
        var key = body.GetProperty("key").GetString()!;
        using var reader = _silo.WithKey(key);
        using var services = await reader.GetAsync("/api/services");
        Assert.Equal(HttpStatusCode.OK, services.StatusCode);
        var me = await reader.GetFromJsonAsync<JsonElement>("/api/users/me");
        Assert.Equal(JsonValueKind.Null, me.GetProperty("role").ValueKind);

        var list = await admin.GetStringAsync("/api/api-keys");
        Assert.DoesNotContain(key, list);
        Assert.DoesNotContain("hash", list, StringComparison.OrdinalIgnoreCase);
        var id = body.GetProperty("apiKey").GetProperty("id").GetString();
        using var document = JsonDocument.Parse(list);
        var listed = document.RootElement.GetProperty("items").EnumerateArray().Single(k => k.GetProperty("id").GetString() == id);
        Assert.Equal("admin", listed.GetProperty("createdBy").GetString());
        Assert.Equal(JsonValueKind.Number, listed.GetProperty("lastUsedAt").ValueKind);

        using var revoked = await admin.DeleteAsync($"/api/api-keys/{id}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using var refused = await reader.GetAsync("/api/services");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task ApiKey_WithScopeIngestOnly_MayNotRead()
    {
        using var admin = await _silo.AsAdmin();
        using var created = await admin.PostAsJsonAsync("/api/api-keys", new { name = "sender", scopes = new[] { "ingest" } });
        using var sender = _silo.WithKey((await created.Body()).GetProperty("key").GetString()!);
        using var answer = await sender.GetAsync("/api/services");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"scopes":["read"]}""", "name")]
    [InlineData("""{"name":"a","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["root"]}""", "scopes")]
    public async Task CreateApiKey_WithFaults_Gets422(string json, string field)
    {
        using var admin = await _silo.AsAdmin();
        using var answer = await admin.PostJson("/api/api-keys", json);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Body();
        Assert.Equal(field, problem.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Login_OutsideDevelopment_KnowsOnlyTheUsersOfTheSettings()
    {
        await using var silo = new TestSilo(
            new()
            {
                ["JWT_SECRET"] = "a secret of at least thirty-two bytes",
                ["EventFlow:Admin:Password"] = "correct horse",
                ["EventFlow:Auth:Users:0:Name"] = "bob",
                ["EventFlow:Auth:Users:0:Password"] = "battery staple",
                ["EventFlow:Auth:Users:0:Role"] = "viewer",
            },
            "Production");
        await silo.InitializeAsync();
        Assert.Equal("admin", Text(await silo.Login("admin", "correct horse"), "user", "role"));
        Assert.Equal("viewer", Text(await silo.Login("bob", "battery staple"), "user", "role"));
        using var client = silo.Anonymous();
        foreach (var (username, password) in new[] { ("admin", "admin"), ("ada", "demo"), ("bob", "correct horse") })
        {
            using var refused = await client.PostAsJsonAsync("/api/auth/login", new { username, password });
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var developer = silo.WithKey("ef_development");
        using var answer = await developer.GetAsync("/api/services");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Request_WithAKeyOfTheSettings_MayDoWhatItsScopesSay()
    {
        const string Key = "key-of-the-scaler-0123456789";
        await using var silo = new TestSilo(
            new()
            {
                ["JWT_SECRET"] = "a secret of at least thirty-two bytes",
                ["EventFlow:Admin:Password"] = "correct horse",
                ["EventFlow:Auth:ApiKeys:0:Name"] = "scaler",
                ["EventFlow:Auth:ApiKeys:0:Key"] = Key,
            },
            "Production");
        await silo.InitializeAsync();
        using var client = silo.WithKey(Key);
        var signals = await client.GetFromJsonAsync<JsonElement>("/api/system/scaling");
        Assert.True(signals.GetProperty("pressure").GetDouble() >= 0);
        using var refused = await client.PostJson("/api/events", """{"service":"a","metric":"b","value":1}""");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private async Task<JsonElement> Refresh(JsonElement session, HttpStatusCode status)
    {
        using var client = _silo.Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = session.GetProperty("refreshToken").GetString() });
        Assert.Equal(status, answer.StatusCode);
        return await answer.Body();
    }

    private static string Text(JsonElement element, string outer, string inner) => element.GetProperty(outer).GetProperty(inner).GetString()!;
}
