using System.Text.Json;
using EventFlow.TestKit;
using Microsoft.Playwright;

namespace EventFlow.Browser.Tests;

/// <summary>What tests do on a page, in their words.</summary>
internal static class PageActions
{
    private static readonly string[] Fixed =
        ["/", "/services/payments", "/services/ec2-recorded", "/alerts", "/incidents", "/rules", "/rules/new", "/rules/latency-high", "/routes", "/escalations", "/on-call", "/silences", "/alert-figures", "/events", "/replays", "/replays/rp-20260131-120000-0001", "/channels", "/dead-letters", "/audit", "/system"];

    /// <summary>Every page of the dashboard, that of the first alert in the list among them. The page must be signed in.</summary>
    public static async Task<IReadOnlyList<string>> AllPages(this IPage page, string url)
    {
        await page.GotoAsync(url + "/alerts");
        await page.Settle();
        var alert = await page.Locator("main a[href^='/alerts/']").First.GetAttributeAsync("href");
        return [.. Fixed, alert!];
    }

    public static async Task SignIn(this IPage page, string url, string name = "admin", string password = "admin")
    {
        await page.GotoAsync(url + "/login");
        await page.FillAsync("#username", name);
        await page.FillAsync("#password", password);
        await page.ClickAsync("button[type=submit]");
    }

    /// <summary>Waits until the page is interactive and nothing on it loads any more.</summary>
    public static async Task Settle(this IPage page)
    {
        await Assertions.Expect(page.Locator("h1").First).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => !document.querySelector('.skeleton') && !document.querySelector('[aria-busy=true]')");
        await page.EvaluateAsync("() => document.fonts.ready");
    }

    /// <summary>How many pixels the page is wider than the window, and what sticks out.</summary>
    public static async Task<string?> SidewaysOverflow(this IPage page)
    {
        var excess = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (excess <= 0) return null;
        var what = await page.EvaluateAsync<string>("() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.tagName + '.' + e.className).join(', ')");
        return $"{excess} px: {what}";
    }

    /// <summary>The serious and critical findings of axe-core, a line each. The page must ignore its content policy for this.</summary>
    public static async Task<IReadOnlyList<string>> AxeFindings(this IPage page)
    {
        var script = Counterparts.NodeModules is { } folder ? Path.Combine(folder, "axe-core", "axe.min.js") : null;
        Assert.SkipUnless(File.Exists(script), Counterparts.Missing("axe-core"));
        await page.AddScriptTagAsync(new() { Path = script });
        var json = await page.EvaluateAsync<string>("""
            async () => JSON.stringify((await axe.run(document, { resultTypes: ['violations'] })).violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')}`))
            """);
        return JsonSerializer.Deserialize<List<string>>(json)!;
    }
}
