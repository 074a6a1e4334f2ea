using System.Net.Http.Json;
using System.Text.RegularExpressions;
using EventFlow.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EventFlow.Browser.Tests;

/// <summary>The real silo, from its build output, seen through a browser.</summary>
public sealed class SiloTests(BrowserFixture browser) : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private readonly CancellationTokenSource _over = new();
    private SiloProcess? _silo;
    private Task _sending = Task.CompletedTask;
    private volatile bool _ill;

    private SiloProcess Silo => _silo!;

    public async ValueTask InitializeAsync()
    {
        if (Counterparts.Chromium is null) return;
        _silo = await SiloProcess.Start(_data.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_silo is not null) await _silo.DisposeAsync();
        _over.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task Overview_OfAFreshSilo_FillsByItselfAndMoves()
    {
        var page = await browser.NewPage();
        await page.SignIn(Silo.Url);
        await Expect(page.Locator("#curl-metric")).ToContainTextAsync("ef_development");
        Send();
        var latency = page.Locator("tr", new() { HasText = "checkout" }).Locator("td[data-label=Latency]");
        await Expect(latency).ToHaveTextAsync(new Regex(@"\d+(\.\d+)?\s*ms"), new() { Timeout = 60_000 });
        var before = await latency.InnerTextAsync();
        await Expect(latency).Not.ToHaveTextAsync(before, new() { Timeout = 30_000 });
        await Expect(page.Locator(".chart canvas").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Rule_MadeInTheEditor_FiresIsAcknowledgedAndResolvesWithoutReload()
    {
        var page = await browser.NewPage();
        Send();
        await page.SignIn(Silo.Url);
        await MakeRule(page);
        await page.ClickAsync("a[data-go=o]");
        await page.Settle();

        _ill = true;
        var card = page.Locator(".alert-item", new() { HasText = "Checkout slow" });
        await Expect(card).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await card.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Acknowledge") }).ClickAsync();
        await card.Locator("input").FillAsync("scaling the database");
        await page.Keyboard.PressAsync("Enter");
        await Expect(card).ToContainTextAsync("acknowledged by admin", new() { IgnoreCase = true });
        await Expect(card).ToContainTextAsync("scaling the database");

        await card.GetByRole(AriaRole.Link, new() { Name = "Checkout slow" }).ClickAsync();
        await Expect(page.Locator(".timeline")).ToContainTextAsync("scaling the database");
        await Expect(page.Locator(".chart canvas").First).ToBeVisibleAsync();
        _ill = false;
        await Expect(page.Locator(".page-head .badge", new() { HasText = "Resolved" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Recording_WithTimesOfItsOwn_IsFoundByItsNewestData()
    {
        var page = await browser.NewPage();
        var start = new DateTimeOffset(2014, 2, 14, 0, 0, 0, TimeSpan.Zero);
        var samples = Enumerable.Range(0, 600).Select(i => new { timestamp = start.AddMinutes(5 * i), service = "recorded", metric = "cpu_percent", value = 20 + i % 30, unit = "percent" });
        using var answer = await Silo.Client.PostAsJsonAsync("/api/events", samples);
        Assert.Equal(202, (int)answer.StatusCode);
        await page.SignIn(Silo.Url);
        await page.GotoAsync(Silo.Url + "/services/recorded");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the latest data" }).ClickAsync(new() { Timeout = 60_000 });
        await Expect(page).ToHaveURLAsync(new Regex("from=139"));
        await Expect(page.Locator(".chart").First).ToHaveAttributeAsync("aria-label", new Regex("highest 49.0 %"));
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EveryPage_OfTheRealSilo_IsAccessibleAndFitsAPhone(ColorScheme theme)
    {
        var page = await browser.NewPage(360, 740, theme, bypassPolicy: true);
        Send();
        await page.SignIn(Silo.Url);
        await Expect(page.Locator("tr", new() { HasText = "checkout" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var findings = new List<string>();
        foreach (var path in new[] { "/", "/services/checkout", "/alerts", "/rules", "/rules/new", "/rules/latency-anomaly", "/events", "/replays", "/channels", "/dead-letters", "/audit", "/system" })
        {
            await page.GotoAsync(Silo.Url + path);
            await page.Settle();
            if (await page.SidewaysOverflow() is { } overflow) findings.Add($"{path} is wider than the window by {overflow}");
            findings.AddRange((await page.AxeFindings()).Select(f => $"{path} {f}"));
        }
        await page.Context.CloseAsync();
        Assert.Empty(findings);
    }

    private async Task MakeRule(IPage page)
    {
        await page.GotoAsync(Silo.Url + "/rules/new");
        await page.Settle();
        await page.FillAsync("#name", "Checkout slow");
        await page.FillAsync("#service", "checkout");
        await page.FillAsync("#metric", "latency_ms");
        await page.FillAsync("#p-value", "500");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("It would not have fired")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Create rule" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/rules/checkout-slow"));
    }

    /// <summary>Reports once a second from now on, as a service would; what it reports depends on its health.</summary>
    private void Send() => _sending = Task.Run(async () =>
    {
        for (var n = 0; !_over.IsCancellationRequested; n++)
        {
            using var answer = await Silo.Client.PostAsJsonAsync("/api/events", new object[]
            {
                new { service = "checkout", metric = "latency_ms", value = (_ill ? 900 : 40) + n % 7, unit = "ms" },
                new { service = "checkout", metric = "requests_per_second", value = 120 + n % 9, unit = "1/s" },
                new { service = "checkout", metric = "error_rate_percent", value = 0.2 + n % 3 * 0.1, unit = "percent" },
                new { service = "checkout", level = _ill ? "error" : "info", message = $"handled order {n}" },
            }, _over.Token);
            await Task.Delay(TimeSpan.FromSeconds(1), _over.Token);
        }
    });
}
