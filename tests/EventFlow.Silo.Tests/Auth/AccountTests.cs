using System.Net;
using System.Text.RegularExpressions;

namespace EventFlow.Silo.Tests.Auth;

/// <summary>Signing in to the dashboard, as a browser does it.</summary>
public sealed partial class AccountTests : IClassFixture<TestSilo>
{
    private readonly TestSilo _silo;

    public AccountTests(TestSilo silo) => _silo = silo;

    [Fact]
    public async Task Page_WithoutASession_SendsItsVisitorToSignIn()
    {
        using var browser = Browser();
        using var answer = await browser.GetAsync("/alerts");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/login?returnUrl=%2Falerts", answer.Headers.Location!.PathAndQuery);
    }

    [Theory]
    [InlineData("/alerts", "/alerts")]
    [InlineData("", "/")]
    [InlineData("https://evil.example.org", "/")]
    [InlineData("//evil.example.org", "/")]
    [InlineData("/\\evil.example.org", "/")]
    public async Task Login_WithTheRightPassword_LeadsBackWithinThisSite(string returnUrl, string target)
    {
        using var browser = Browser();
        using var answer = await SignIn(browser, "admin", "admin", returnUrl);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(target, answer.Headers.Location!.OriginalString);
        using var page = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Login_WithAWrongPassword_LeadsBackToTheForm()
    {
        using var browser = Browser();
        using var answer = await SignIn(browser, "admin", "guess", "/alerts");
        Assert.Equal("/login?error=1&returnUrl=%2Falerts", answer.Headers.Location!.OriginalString);
        using var page = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task Login_WithoutTheTokenOfTheForm_GetsAFreshForm()
    {
        using var browser = Browser();
        using var answer = await browser.PostAsync("/account/login", new FormUrlEncodedContent(new Dictionary<string, string> { ["username"] = "admin", ["password"] = "admin" }));
        Assert.Equal("/login?error=expired", answer.Headers.Location!.OriginalString);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Session_OnTheApi_DoesNotCount()
    {
        using var browser = Browser();
        using var answer = await SignIn(browser, "admin", "admin", "/");
        using var api = await browser.GetAsync("/api/services");
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
    }

    [Fact]
    public async Task Address_OfNoPage_ShowsAVisitorAPageThatSaysSo()
    {
        using var browser = Browser();
        using var signedIn = await SignIn(browser, "admin", "admin", "/");
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        foreach (var path in new[] { "/nowhere", "/services/" })
        {
            using var answer = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("<!DOCTYPE html>", await answer.Content.ReadAsStringAsync());
        }
        using var stranger = Browser();
        using var program = await stranger.GetAsync("/nowhere");
        Assert.Equal((HttpStatusCode.NotFound, 0L), (program.StatusCode, program.Content.Headers.ContentLength));
    }

    private HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = new(_silo.Url) };

    private static async Task<HttpResponseMessage> SignIn(HttpClient browser, string name, string password, string returnUrl)
    {
        var token = FormToken().Match(await browser.GetStringAsync("/login")).Groups[1].Value;
        return await browser.PostAsync("/account/login", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token, ["username"] = name, ["password"] = password, ["returnUrl"] = returnUrl,
        }));
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)")]
    private static partial Regex FormToken();
}
