using EventFlow.TestKit;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(EventFlow.Browser.Tests.BrowserFixture))]

namespace EventFlow.Browser.Tests;

/// <summary>One Chromium for all tests. Where there is none, or its driver does not run here, tests skip and say why.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        if (Counterparts.Chromium is not { } path)
        {
            _missing = Counterparts.Missing("chromium");
            return;
        }
        // The driver brings its own Node.js for most machines; elsewhere the machine's own serves.
        if (!DriverHasNode() && Counterparts.Node is { } node) Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", node);
        // The machine may have more to do than this; what is waited for ends the wait at once.
        Assertions.SetDefaultExpectTimeout(20_000);
        try
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Flags });
        }
        catch (PlaywrightException error) { _missing = $"The browser did not start: {error.Message}"; }
    }

    /// <summary>A page in a fresh profile. Skips the test when there is no browser.</summary>
    public async Task<IPage> NewPage(int width = 1440, int height = 900, ColorScheme theme = ColorScheme.Light, bool bypassPolicy = false)
    {
        Assert.SkipWhen(_browser is null, _missing ?? "");
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height }, ColorScheme = theme, TimezoneId = "Europe/Berlin", BypassCSP = bypassPolicy, ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static bool DriverHasNode() => Directory.Exists(Path.Combine(AppContext.BaseDirectory, ".playwright", "node")) &&
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, ".playwright", "node"), "node*", SearchOption.AllDirectories).Any();
}
