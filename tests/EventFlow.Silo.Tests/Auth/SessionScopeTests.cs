using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using EventFlow.TestKit;

namespace EventFlow.Silo.Tests.Auth;

/// <summary>Sessions that outlive what they were given for: silos after each other on one data folder.</summary>
public sealed partial class SessionScopeTests : IDisposable
{
    private readonly TempDirectory _data = new();

    [Fact]
    public async Task Session_OfDevelopment_IsNoneInProductionOnTheSameFolder()
    {
        string cookie, refresh;
        await using (var development = await Start("Development", []))
        {
            cookie = await CookieOf(development, "admin", "admin");
            refresh = (await development.Login("admin", "admin")).GetProperty("refreshToken").GetString()!;
            Assert.Equal(HttpStatusCode.OK, await StatusOf(development, cookie));
        }

        await using var production = await Start("Production", []);
        Assert.Equal(HttpStatusCode.Redirect, await StatusOf(production, cookie));
        using var client = production.Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = refresh });
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("bob", "operator", HttpStatusCode.OK)]
    [InlineData("bob", "viewer", HttpStatusCode.Redirect)]
    [InlineData("eve", "operator", HttpStatusCode.Redirect)]
    public async Task Session_AfterTheUsersChanged_CountsOnlyForTheSameUserAndRole(string name, string role, HttpStatusCode status)
    {
        string cookie;
        await using (var before = await Start("Production", Bob("bob", "operator"))) cookie = await CookieOf(before, "bob", "battery staple");
        await using var after = await Start("Production", Bob(name, role));
        Assert.Equal(status, await StatusOf(after, cookie));
    }

    public void Dispose() => _data.Dispose();

    private static Dictionary<string, string?> Bob(string name, string role) => new()
    {
        ["EventFlow:Auth:Users:0:Name"] = name,
        ["EventFlow:Auth:Users:0:Password"] = "battery staple",
        ["EventFlow:Auth:Users:0:Role"] = role,
    };

    private async Task<TestSilo> Start(string environment, Dictionary<string, string?> settings)
    {
        settings["JWT_SECRET"] = "a secret of at least thirty-two bytes";
        settings["EventFlow:Admin:Password"] = "correct horse";
        var silo = new TestSilo(settings, environment, _data.Path);
        await silo.InitializeAsync();
        return silo;
    }

    private static async Task<string> CookieOf(TestSilo silo, string name, string password)
    {
        var cookies = new CookieContainer();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = new(silo.Url) };
        var token = FormToken().Match(await browser.GetStringAsync("/login")).Groups[1].Value;
        using var answer = await browser.PostAsync("/account/login", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token, ["username"] = name, ["password"] = password, ["returnUrl"] = "/",
        }));
        return cookies.GetCookies(new(silo.Url))["eventflow"]!.Value;
    }

    private static async Task<HttpStatusCode> StatusOf(TestSilo silo, string cookie)
    {
        using var client = silo.Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", $"eventflow={cookie}");
        using var answer = await client.GetAsync("/");
        return answer.StatusCode;
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)")]
    private static partial Regex FormToken();
}
