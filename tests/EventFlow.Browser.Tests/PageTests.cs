using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EventFlow.Browser.Tests;

/// <summary>Every page, over a made-up installation: legible, reachable, in both themes and on a phone.</summary>
public sealed class PageTests(BrowserFixture browser, PreviewFixture preview) : IClassFixture<PreviewFixture>
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_OnEveryPage_FindsNothingSerious(ColorScheme theme)
    {
        var page = await browser.NewPage(theme: theme, bypassPolicy: true);
        var findings = new List<string>();
        await page.GotoAsync(preview.Url + "/login?error=1");
        findings.AddRange((await page.AxeFindings()).Select(f => $"/login {f}"));
        await page.SignIn(preview.Url);
        foreach (var path in await page.AllPages(preview.Url))
        {
            await page.GotoAsync(preview.Url + path);
            await page.Settle();
            findings.AddRange((await page.AxeFindings()).Select(f => $"{path} {f}"));
        }
        await page.Context.CloseAsync();
        Assert.Empty(findings);
    }

    [Fact]
    public async Task EveryPage_At360Pixels_DoesNotScrollSideways()
    {
        var page = await browser.NewPage(360, 740);
        var overflows = new List<string>();
        await page.SignIn(preview.Url);
        foreach (var path in await page.AllPages(preview.Url))
        {
            await page.GotoAsync(preview.Url + path);
            await page.Settle();
            if (await page.SidewaysOverflow() is { } overflow) overflows.Add($"{path} {overflow}");
        }
        await page.Context.CloseAsync();
        Assert.Empty(overflows);
    }

    [Theory]
    [InlineData("/on-call", "Change Primary")]
    [InlineData("/on-call", "Override Primary")]
    [InlineData("/escalations", "Change night")]
    [InlineData("/silences", "New silence")]
    [InlineData("/routes", "Ask")]
    public async Task Form_OpenedOnAPhone_IsLegibleAndFits(string path, string button)
    {
        var page = await browser.NewPage(360, 740, bypassPolicy: true);
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + path);
        await page.Settle();
        await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
        await Expect(path == "/routes" ? page.Locator(".steps") : page.Locator("main form").First).ToBeVisibleAsync();
        Assert.Empty(await page.AxeFindings());
        Assert.Null(await page.SidewaysOverflow());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task OnCall_Override_IsShownAndOneThatOverlapsIsRefused()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        for (var i = 0; i < 2; i++)
        {
            await page.GotoAsync(preview.Url + "/on-call");
            await page.Settle();
            await page.GetByRole(AriaRole.Button, new() { Name = "Override Database" }).ClickAsync();
            await page.FillAsync("#why-database", "the release");
            await page.GetByRole(AriaRole.Button, new() { Name = "Put on call" }).ClickAsync();
            await Expect(i == 0 ? page.Locator(".oncall-overrides", new() { HasText = "the release" }) : page.GetByRole(AriaRole.Alert)).ToContainTextAsync(i == 0 ? "by admin" : "overlaps");
        }
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("/escalations", "weekend")]
    [InlineData("/on-call", "summer")]
    public async Task Deleted_BroughtBack_StandsInTheListAgain(string path, string id)
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + path);
        await page.Settle();
        var deleted = page.GetByRole(AriaRole.Region, new() { Name = "Deleted", Exact = true });
        await page.GetByRole(AriaRole.Button, new() { Name = $"Versions of {id}" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Versions", Exact = true })).ToContainTextAsync("deleted");
        await deleted.GetByRole(AriaRole.Button, new() { Name = $"Bring back {id}" }).ClickAsync();
        await deleted.GetByRole(AriaRole.Button, new() { Name = "Bring back", Exact = true }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync($"{id} is back.");
        await Expect(deleted).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = path == "/on-call" ? "Change Summer" : $"Change {id}" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Silence_OfAnAlert_IsMadeFromItsPageChangedEndedAndMadeAgain()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/alerts/n0d4ta00n0d4ta00");
        await page.Settle();
        await page.GetByRole(AriaRole.Button, new() { Name = "Silence", Exact = true }).ClickAsync();
        await Expect(page.Locator("#matchers")).ToHaveValueAsync("alertname=\"No data\"\nservice=\"ec2-recorded\"\ntype=\"availability\"");
        await page.FillAsync("#comment", "It is being replaced");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var row = page.Locator("tr", new() { HasText = "It is being replaced" });
        await Expect(row).ToContainTextAsync("active");
        await row.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await Expect(page.Locator("#duration")).ToHaveValueAsync("");
        await page.FillAsync("#comment", "It was replaced");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        row = page.Locator("tr", new() { HasText = "It was replaced" });
        await row.GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "End", Exact = true }).ClickAsync();
        await Expect(row).ToContainTextAsync("expired");
        await row.GetByRole(AriaRole.Button, new() { Name = "Make again" }).ClickAsync();
        await Expect(page.Locator("main form")).ToContainTextAsync("New silence");
        await Expect(page.Locator("#comment")).ToHaveValueAsync("It was replaced");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Routes_TextOfAVersion_IsShownWithoutTouchingTheEditor()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/routes");
        await page.Settle();
        await page.FillAsync("#yaml", "route: {receiver: mine}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Text of version 0" }).ClickAsync();
        await Expect(page.Locator("pre")).ToContainTextAsync("receiver: 'on-call'");
        await Expect(page.Locator("#yaml")).ToHaveValueAsync("route: {receiver: mine}");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Routes_ChangedByAnotherMeanwhile_AreNotUndoneByTheNextSave()
    {
        var (mine, other) = (await browser.NewPage(), await browser.NewPage());
        foreach (var page in new[] { mine, other })
        {
            await page.SignIn(preview.Url);
            await page.GotoAsync(preview.Url + "/routes");
            await page.Settle();
        }
        await other.FillAsync("#yaml", "route: {receiver: other}\nreceivers: [{name: other}]");
        await other.GetByRole(AriaRole.Button, new() { Name = "Put in force" }).ClickAsync();
        // Nobody is told by a receiver without a channel, as those of an alertmanager.yml are at first.
        await Expect(other.Locator(".notice")).ToContainTextAsync("is in force. other names no channel and tells nobody.");
        await mine.FillAsync("#yaml", "route: {receiver: mine}\nreceivers: [{name: mine, channels: [pager]}]");
        for (var i = 0; i < 2; i++)
        {
            await mine.GetByRole(AriaRole.Button, new() { Name = "Put in force" }).ClickAsync();
            await Expect(mine.Locator(".notice")).ToContainTextAsync("Read it again");
            await mine.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        }
        await Expect(mine.Locator("#yaml")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("receiver: mine"));
        await mine.GetByRole(AriaRole.Button, new() { Name = "Go on with this text" }).ClickAsync();
        await mine.GetByRole(AriaRole.Button, new() { Name = "Put in force" }).ClickAsync();
        await Expect(mine.Locator(".notice")).ToContainTextAsync("is in force.");
        await mine.Context.CloseAsync();
        await other.Context.CloseAsync();
    }

    [Theory]
    [InlineData("justaword", "labels is 'justaword'")]
    [InlineData("", "labels is empty")]
    public async Task Routes_AskedForLabelsThatCannotBeRead_SaySo(string labels, string answer)
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/routes");
        await page.Settle();
        var tester = page.GetByRole(AriaRole.Region, new() { Name = "Tester" });
        await tester.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await Expect(tester.Locator(".steps")).ToBeVisibleAsync();
        await page.FillAsync("#labels", labels);
        await tester.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await Expect(tester.GetByRole(AriaRole.Alert)).ToContainTextAsync(answer);
        await Expect(tester.Locator(".steps")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("/channels", "New channel", "#id", "ops-webhook")]
    [InlineData("/escalations", "New policy", "#policy-id", "night")]
    [InlineData("/on-call", "New rota", "#rota-id", "primary")]
    public async Task New_WithTheIdOfOneThatIsThere_IsRefusedInView(string path, string button, string field, string id)
    {
        var page = await browser.NewPage(360, 740);
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + path);
        await page.Settle();
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await page.FillAsync(field, id);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var refusal = page.Locator("main form").GetByText("is there already");
        await Expect(refusal).ToBeInViewportAsync();
        await Expect(page.Locator(field)).ToHaveValueAsync(id);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Channel_LastInTheListOnAPhone_AnswersAndIsChangedInView()
    {
        var page = await browser.NewPage(360, 740);
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/channels");
        await page.Settle();
        var last = page.Locator("main tbody tr").Last;
        await last.GetByRole(AriaRole.Button, new() { Name = "Test" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".notice")).ToBeInViewportAsync();
        await Expect(last.GetByRole(AriaRole.Button, new() { Name = "Test" })).ToBeFocusedAsync();
        await page.Locator("main").GetByRole(AriaRole.Button, new() { NameRegex = new System.Text.RegularExpressions.Regex("^Change ") }).Last.ClickAsync();
        await Expect(page.Locator("main form h2")).ToBeInViewportAsync();
        await Expect(page.Locator("main form h2")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main form")).ToHaveCountAsync(0);
        await Expect(page.Locator("body")).Not.ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Question_AnsweredByKeyboard_GivesTheFocusBack()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/dead-letters");
        await page.Settle();
        var rows = page.Locator("main tbody tr");
        var discard = rows.Nth(1).GetByRole(AriaRole.Button, new() { Name = "Discard", Exact = true });
        await discard.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(rows.Nth(1).GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = "Discard" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(discard).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Silence_OfLongWordsOnAPhone_FitsAndBeginsAtTheTimeOfTheBrowser()
    {
        var page = await browser.NewPage(360, 740);
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/silences");
        await page.Settle();
        await page.GetByRole(AriaRole.Button, new() { Name = "New silence" }).ClickAsync();
        await page.FillAsync("#matchers", $"instance=\"{new string('h', 90)}\"");
        await page.FillAsync("#starts", "2031-06-15T20:00");
        var comment = new string('w', 90);
        await page.FillAsync("#comment", comment);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var row = page.Locator("tr", new() { HasText = comment });
        await Expect(row.Locator("td[data-label=From]")).ToContainTextAsync("15 Jun 2031 20:00");
        Assert.Null(await page.SidewaysOverflow());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Silences_Searched_AreThoseThatMatch()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/silences");
        await page.Settle();
        await page.FillAsync("#silence-text", "VACUUM");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main tbody tr")).ToHaveCountAsync(1);
        await page.FillAsync("#silence-text", "nobody wrote this");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await Expect(page.Locator("main tbody tr", new() { HasText = "Weekly vacuum" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Incident_InItsHeadline_HasTheTimesOfTheBrowser()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/incidents");
        await page.Settle();
        var incident = page.Locator("li.incident").First;
        await Expect(incident.Locator(".head b")).ToContainTextAsync(await incident.Locator(".spread time").First.InnerTextAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task EveryPage_WhileItIsUsed_LogsNoErrorInTheBrowser()
    {
        var page = await browser.NewPage();
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) => { if (message.Type == "error") errors.Add(message.Text); };
        await page.SignIn(preview.Url);
        foreach (var path in await page.AllPages(preview.Url))
        {
            await page.GotoAsync(preview.Url + path);
            await page.Settle();
        }
        await page.Context.CloseAsync();
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Login_WithWrongPassword_SaysSoAndKeepsThePlace()
    {
        var page = await browser.NewPage();
        await page.GotoAsync(preview.Url + "/alerts?state=firing");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/login"));
        await page.FillAsync("#username", "ada");
        await page.FillAsync("#password", "wrong");
        await page.ClickAsync("button[type=submit]");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("do not belong together");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Viewer_OnOpenAlert_SeesWhyNothingCanBeDone()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url, "viewer-vera", "demo");
        await page.Settle();
        var button = page.Locator("[data-ack]").First;
        await Expect(button).ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(button).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex("viewer"));
        await button.ClickAsync(new() { Force = true });
        await Expect(page.Locator(".ack-form")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Keyboard_Shortcuts_GoWhereTheySay()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.Settle();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("a");
        await Expect(page).ToHaveURLAsync(preview.Url + "/alerts");
        // A page that was gone to takes the focus to its heading; only then is the next key meant for it.
        await Expect(page.Locator("h1", new() { HasText = "Alerts" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#alert-text")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("dialog#help")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Theme_Toggled_StaysAfterReload()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.Settle();
        await page.ClickAsync("[data-theme-toggle]");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.ReloadAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Service_WithOldRecording_OffersItsNewestData()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/services/ec2-recorded");
        await page.Settle();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the latest data" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("from=139"));
        await Expect(page.Locator(".chart").First).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("latest .* highest"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Chart_Hovered_ReadsOutValuesWithUnits()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/services/payments");
        await page.Settle();
        var chart = page.Locator("section[aria-label='Latency'] .chart");
        await Expect(chart.Locator("canvas")).ToBeVisibleAsync();
        await chart.Locator(".u-over").HoverAsync();
        await Expect(chart.Locator(".chart-tip")).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"\d (ms|s)"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Chart_Brushed_ZoomsAndDoubleClickReturns()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/services/payments");
        await page.Settle();
        var over = page.Locator("section[aria-label='CPU'] .u-over");
        var box = (await over.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 60, box.Y + 40);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 160, box.Y + 42, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("from=.*to="));
        await page.Locator("section[aria-label='CPU'] .u-over").DblClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("range=15m"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task RuleEditor_WithoutALevel_NamesTheFault()
    {
        var page = await browser.NewPage();
        await page.SignIn(preview.Url);
        await page.GotoAsync(preview.Url + "/rules/new");
        await page.Settle();
        await page.FillAsync("#name", "Slow");
        await page.FillAsync("#metric", "latency_ms");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create rule" }).ClickAsync();
        await Expect(page.Locator(".field.bad .fault")).ToContainTextAsync("expected a level");
        await page.FillAsync("#p-above", "400");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("It would have fired")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create rule" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/rules/slow"));
        await page.Context.CloseAsync();
    }
}
