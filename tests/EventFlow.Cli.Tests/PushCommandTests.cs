using System.Diagnostics;
using System.Globalization;
using System.Text;
using EventFlow.TestKit;

namespace EventFlow.Cli.Tests;

public sealed class PushCommandTests
{
    private static readonly string[] Series = ["--service", "web", "--metric", "cpu_percent"];

    [Fact]
    public async Task Push_File_SendsEveryRowWithItsOwnTime()
    {
        await using var silo = await FakeSilo.StartAsync();
        using var folder = new TempDirectory();
        var run = new CommandRun(silo);

        var code = await run.RunAsync(["push", Recording(folder, 1200), .. Series, "--unit", "percent", "--label", "host=a", "--label", "zone=b=c"]);

        Assert.Equal((0, ""), (code, run.Error));
        Assert.Equal([500, 500, 200], silo.Requests.Select(request => request.Events.Count));
        Assert.Equal(1200, silo.Events.Select(e => e.GetProperty("id").GetString()).Distinct().Count());
        var second = silo.Events[1];
        Assert.Equal("""{"service":"web","metric":"cpu_percent","value":1,"unit":"percent","labels":{"host":"a","zone":"b=c"}}""", Without(second, "id", "timestamp"));
        Assert.Equal(1396310700000, second.GetProperty("timestamp").GetInt64());
        Assert.Matches(@"\| sent +\| +1,200 \|", run.Out);
        Assert.Matches(@"\| accepted +\| +1,200 \|", run.Out);
    }

    [Fact]
    public async Task Push_StandardInput_SendsRows()
    {
        await using var silo = await FakeSilo.StartAsync();
        var run = new CommandRun(silo, input: "timestamp,value\n1396310700,1\n1396310760,2\n");

        Assert.Equal(0, await run.RunAsync(["push", "-", .. Series]));
        Assert.Equal([1.0, 2.0], silo.Events.Select(e => e.GetProperty("value").GetDouble()));
    }

    [Fact]
    public async Task Push_Again_AllDuplicatesAndStillDone()
    {
        await using var silo = await FakeSilo.StartAsync();
        using var folder = new TempDirectory();
        var file = Recording(folder, 30);
        await new CommandRun(silo).RunAsync(["push", file, .. Series]);
        var again = new CommandRun(silo);

        Assert.Equal(0, await again.RunAsync(["push", file, .. Series]));
        Assert.Equal(30, silo.Events.Count);
        Assert.Matches(@"\| duplicates +\| +30 \|", again.Out);
    }

    [Fact]
    public async Task Push_OtherSeries_NotTakenForDuplicates()
    {
        await using var silo = await FakeSilo.StartAsync();
        const string Rows = "1396310700,1\n1396310700,1\n";

        await new CommandRun(silo, Rows).RunAsync(["push", "-", .. Series]);
        await new CommandRun(silo, Rows).RunAsync(["push", "-", .. Series, "--label", "host=b"]);
        await new CommandRun(silo, Rows).RunAsync("push", "-", "--service", "web", "--metric", "memory_percent");

        Assert.Equal(6, silo.Events.Count);
    }

    [Fact]
    public async Task Push_MalformedRows_ReportedByLineOthersSent()
    {
        await using var silo = await FakeSilo.StartAsync();
        var run = new CommandRun(silo, input: "timestamp,value\n1396310700,1\nbroken\n1396310760,x\n1396310820,4\n");

        Assert.Equal(1, await run.RunAsync(["push", "-", .. Series]));
        Assert.Equal(2, silo.Events.Count);
        Assert.Contains("line 3 not readable, skipped: 1 field(s)", run.Out);
        Assert.Contains("line 4 not readable, skipped: the value is 'x'", run.Out);
        Assert.Matches(@"\| malformed +\| +2 \|", run.Out);
    }

    [Fact]
    public async Task Push_ManyMalformedRows_FirstFiveListedRestCounted()
    {
        await using var silo = await FakeSilo.StartAsync();
        var run = new CommandRun(silo, input: "1396310700,1\n" + string.Concat(Enumerable.Repeat("x,y\n", 9)));

        Assert.Equal(1, await run.RunAsync(["push", "-", .. Series]));
        Assert.Contains("line 6 not readable", run.Out);
        Assert.DoesNotContain("line 7 not readable", run.Out);
        Assert.Contains("and 4 more rows not readable, skipped", run.Out);
    }

    [Fact]
    public async Task Push_SiloRejectsSome_ReasonsNameTheLines()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.Reject = e => e.GetProperty("value").GetDouble() > 2 ? "value too large" : null;
        var run = new CommandRun(silo, input: "timestamp,value\n1396310700,1\n1396310760,7\n1396310820,2\n1396310880,8\n");

        Assert.Equal(1, await run.RunAsync(["push", "-", .. Series, "--batch", "3"]));
        Assert.Contains("line 3 rejected by the silo: value too large (value is 7; expected another value)", run.Out);
        // The second request holds nothing else: the silo answers 422, with the same counts.
        Assert.Contains("line 5 rejected by the silo: value too large (value is 8; expected another value)", run.Out);
        Assert.Matches(@"\| accepted +\| +2 \|", run.Out);
        Assert.Matches(@"\| rejected +\| +2 \|", run.Out);
    }

    [Fact]
    public async Task Push_BusySilo_WaitsAsAskedAndRepeats()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.AnswerNext(429, retryAfter: "1");
        silo.AnswerNext(503);
        var run = new CommandRun(silo, input: "1396310700,1\n");
        var watch = Stopwatch.StartNew();

        Assert.Equal(0, await run.RunAsync(["push", "-", .. Series]));
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(1), $"waited {watch.Elapsed}");
        Assert.Equal(3, silo.Requests.Count);
        Assert.Single(silo.Events);
        Assert.Matches(@"\| retries +\| +2 \|", run.Out);
        Assert.Contains("HTTP 429: scripted by the test; trying again in 1.", run.Error);
    }

    [Fact]
    public async Task Push_AnswerLost_RepeatIsNotCountedTwice()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.LoseNextAnswer();
        var run = new CommandRun(silo, input: "1396310700,1\n1396310760,2\n");

        Assert.Equal(0, await run.RunAsync(["push", "-", .. Series]));
        Assert.Equal(2, silo.Events.Count);
        Assert.Matches(@"\| duplicates +\| +2 \|", run.Out);
    }

    [Fact]
    public async Task Push_Speed_EachRowWaitsForItsMoment()
    {
        await using var silo = await FakeSilo.StartAsync();
        var clock = new ManualTimeProvider();
        var run = new CommandRun(silo, input: "1396310700,1\n1396311000,2\n1396311300,3\n", time: clock);

        var running = run.RunAsync(["push", "-", .. Series, "--speed", "10"]);
        for (var row = 1; row <= 2; row++)
        {
            await silo.WaitForEventsAsync(row);
            await clock.WaitForTimersAsync(1);
            clock.Advance(TimeSpan.FromSeconds(29.9));
            Assert.Equal(row, silo.Requests.Count);
            clock.Advance(TimeSpan.FromSeconds(0.1));
        }

        Assert.Equal(0, await running);
        Assert.Equal(3, silo.Requests.Count);
    }

    [Fact]
    public async Task Push_ShiftToNow_LastRowIsNow()
    {
        await using var silo = await FakeSilo.StartAsync();
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        var run = new CommandRun(silo, input: "1396310700,1\n1396311300,2\n", time: clock);

        Assert.Equal(0, await run.RunAsync(["push", "-", .. Series, "--shift-to-now"]));
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal([now - 600_000, now], silo.Events.Select(e => e.GetProperty("timestamp").GetInt64()));
    }

    [Fact]
    public async Task Push_WrongKey_SaysSo()
    {
        await using var silo = await FakeSilo.StartAsync();
        var run = new CommandRun(silo, input: "1396310700,1\n");

        Assert.Equal(1, await run.RunAsync(["push", "-", .. Series, "--api-key", "ef_wrong"]));
        Assert.Contains("does not know an API key it was shown", run.Error);
        Assert.DoesNotContain("ef_wrong", run.Error + run.Out);
    }

    [Fact]
    public async Task Push_KeyFromEnvironment_IsUsed()
    {
        await using var silo = await FakeSilo.StartAsync();
        var run = new CommandRun(silo, input: "1396310700,1\n", environment: new() { ["EVENTFLOW_API_KEY"] = "ef_other" });

        Assert.Equal(1, await run.RunAsync(["push", "-", .. Series]));
        Assert.Equal("ef_other", silo.Requests[0].Headers["X-Api-Key"]);
    }

    [Fact]
    public async Task Push_NoSilo_SaysHowToStartOne()
    {
        var run = new CommandRun(input: "1396310700,1\n");

        Assert.Equal(1, await run.RunAsync(["push", "-", .. Series, "--url", $"http://127.0.0.1:{FreePort.Next()}"]));
        Assert.Contains("no silo answers at http://127.0.0.1:", run.Error);
        Assert.Contains("dotnet run --project src/EventFlow.Silo", run.Error);
    }

    [Fact]
    public async Task Push_NotASilo_SaysSo()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.AnswerNext(200, body: "<html>hello</html>");
        var run = new CommandRun(silo, input: "1396310700,1\n");

        Assert.Equal(1, await run.RunAsync(["push", "-", .. Series]));
        Assert.Contains("is another server at", run.Error);
    }

    [Fact]
    public async Task Push_FileMissing_SaysSo()
    {
        var run = new CommandRun();
        Assert.Equal(1, await run.RunAsync(["push", "/no/such/file.csv", .. Series]));
        Assert.Contains("cannot read '/no/such/file.csv'", run.Error);
    }

    [Fact]
    public async Task Push_NothingToSend_Fails()
    {
        await using var silo = await FakeSilo.StartAsync();
        var run = new CommandRun(silo, input: "timestamp,value\n");
        Assert.Equal(1, await run.RunAsync(["push", "-", .. Series]));
        Assert.Contains("holds no row", run.Error);
    }

    [Fact]
    public async Task Push_Interrupted_SummaryIsStillPrinted()
    {
        await using var silo = await FakeSilo.StartAsync();
        var run = new CommandRun(silo, input: "1396310700,1\n1396317900,2\n");
        using var stop = new CancellationTokenSource();

        var running = run.RunAsync(stop.Token, ["push", "-", .. Series, "--speed", "1"]);
        await silo.WaitForEventsAsync(1);
        await stop.CancelAsync();

        Assert.Equal(1, await running);
        Assert.Contains("interrupted", run.Error);
        Assert.Contains("sent", run.Out);
    }

    [Theory]
    [InlineData("--speed", "0", "--speed is '0'; expected max or a number above 0.")]
    [InlineData("--speed", "fast", "--speed is 'fast'; expected max or a number above 0.")]
    [InlineData("--batch", "0", "--batch is '0'; expected 1 to 10000.")]
    [InlineData("--label", "host", "--label is 'host'; expected name=value.")]
    [InlineData("--url", "localhost:5280", "--url is 'localhost:5280'; expected an address such as http://127.0.0.1:5280.")]
    public async Task Push_BadArgument_UsageError(string option, string value, string message)
    {
        var run = new CommandRun();
        Assert.Equal(2, await run.RunAsync(["push", "-", .. Series, option, value]));
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public async Task Push_MetricMissing_UsageError()
    {
        var run = new CommandRun();
        Assert.Equal(2, await run.RunAsync("push", "-", "--service", "web"));
        Assert.Contains("--metric", run.Error);
    }

    [Fact]
    public async Task NoCommand_UsageError() => Assert.Equal(2, await new CommandRun().RunAsync());

    private static string Recording(TempDirectory folder, int rows)
    {
        var text = new StringBuilder("timestamp,value\n");
        for (var i = 0; i < rows; i++)
        {
            var time = new DateTime(2014, 4, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(5 * i);
            text.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss},{i % 50}\n");
        }

        File.WriteAllText(folder["recording.csv"], text.ToString());
        return folder["recording.csv"];
    }

    private static string Without(System.Text.Json.JsonElement element, params string[] names) =>
        "{" + string.Join(',', element.EnumerateObject().Where(property => !names.Contains(property.Name)).Select(property => $"\"{property.Name}\":{property.Value.GetRawText()}")) + "}";
}
