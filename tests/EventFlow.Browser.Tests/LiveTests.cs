using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EventFlow.Browser.Tests;

/// <summary>What changes while one looks, over made-up installations.</summary>
public sealed class LiveTests(BrowserFixture browser)
{
    [Fact]
    public async Task Overview_WhileServicesReport_MovesWithoutReload()
    {
        var page = await browser.NewPage();
        await using var preview = await PreviewProcess.Start();
        await page.SignIn(preview.Url);
        await page.Settle();
        var latency = page.Locator("tr", new() { HasText = "payments" }).Locator("td[data-label=Latency]");
        var before = await latency.InnerTextAsync();
        await Expect(latency).Not.ToHaveTextAsync(before, new() { Timeout = 30_000 });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Incident_WhileOneLooks_ArrivesIsAnnouncedAndIsAcknowledged()
    {
        var page = await browser.NewPage();
        await using var preview = await PreviewProcess.Start(firstIncidentSeconds: 10);
        await page.SignIn(preview.Url);
        await page.Settle();
        var card = page.Locator(".alert-item.sev-critical", new() { HasText = "Latency high" });
        await Expect(card).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("[role=status][aria-live=polite]", new() { HasText = "New critical alert" })).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("a");
        await page.Locator(".ack-form input").First.FillAsync("restarting the gateway");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".alert-item", new() { HasText = "acknowledged by admin" })).ToContainTextAsync("restarting the gateway");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Overview_OfAnEmptyInstallation_ShowsHowToSendTheFirstEvent()
    {
        var page = await browser.NewPage();
        await using var preview = await PreviewProcess.Start("empty");
        await page.SignIn(preview.Url);
        await Expect(page.Locator("#curl-metric")).ToContainTextAsync($"curl {preview.Url}/api/events");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Overview_WhenNothingAnswers_SaysSoPanelByPanelAndOffersAnotherTry()
    {
        var page = await browser.NewPage();
        await using var preview = await PreviewProcess.Start("error");
        await page.SignIn(preview.Url);
        await Expect(page.Locator(".failure")).ToHaveCountAsync(3);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToHaveCountAsync(3);
        await page.Context.CloseAsync();
    }

    // A load balancer may lead each request to another silo, and what is negotiated is known to one alone.
    [Fact]
    public async Task Connection_OfAPage_IsAWebSocketFromTheBegin()
    {
        var page = await browser.NewPage();
        var (requests, sockets) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        page.Request += (_, request) => requests.Enqueue(request.Url);
        page.WebSocket += (_, socket) => sockets.Enqueue(socket.Url);
        await using var preview = await PreviewProcess.Start();
        await page.SignIn(preview.Url);
        await page.Settle();
        await Expect(page.Locator("td[data-label=Latency]").First).ToBeVisibleAsync();
        Assert.Contains(sockets, static url => url.Contains("/_blazor"));
        Assert.DoesNotContain(requests, static url => url.Contains("/_blazor/negotiate"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Connection_WhenTheServerRestarts_ComesBackByItself()
    {
        var page = await browser.NewPage();
        var first = await PreviewProcess.Start();
        await page.SignIn(first.Url);
        await page.Settle();
        await first.DisposeAsync();
        await Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await using var second = await PreviewProcess.Start(port: new Uri(first.Url).Port);
        await Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("td[data-label=Latency]").First).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
