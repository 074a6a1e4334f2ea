using EventFlow.TestKit;

namespace EventFlow.Cli.Tests;

public sealed class TailCommandTests
{
    [Fact]
    public async Task Tail_OpenAlertsFirstThenChanges_UntilInterrupted()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.Alerts = [Alert("a1", "firing", version: 1)];
        var (run, running, stop) = Start(silo);

        await run.WaitForOutAsync("FIRING");
        await silo.BroadcastAsync(Updates(Alert("a1", "acknowledged", version: 2, acknowledgedBy: "ada")));
        await run.WaitForOutAsync("acknowledged by ada");
        await silo.BroadcastAsync(Updates(Alert("a1", "resolved", version: 3)));
        await run.WaitForOutAsync("RESOLVED");
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Equal($"eventflow: connected to {silo.Url}.\n", run.Error);
        Assert.Equal(3, Lines(run).Length);
        Assert.Matches(@"^2026-01-01 12:00:00  FIRING        critical  payments        High latency  latency_ms is 812 ms$", Lines(run)[0]);
    }

    [Fact]
    public async Task Tail_AlertOfARecording_ShowsItsEventTime()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.Alerts = [Alert("a1", "firing", version: 1).Replace("\"startsAt\":1767268800000", "\"startsAt\":1396310700000")];
        var (run, running, stop) = Start(silo);
        await run.WaitForOutAsync("(event time 2014-04-01 00:05:00)");
        await stop.CancelAsync();
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Tail_RepeatedAndPendingStates_NotShown()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.Alerts = [Alert("a1", "firing", version: 5)];
        var (run, running, stop) = Start(silo);
        await run.WaitForOutAsync("FIRING");

        await silo.BroadcastAsync(Updates(Alert("a1", "firing", version: 5), Alert("a1", "firing", version: 6), Alert("a2", "pending", version: 1), Alert("a3", "resolved", version: 4)));
        await silo.BroadcastAsync(Updates(Alert("a9", "firing", version: 1, service: "marker")));
        await run.WaitForOutAsync("marker");
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Equal(2, Lines(run).Length);
    }

    [Fact]
    public async Task Tail_ServiceAndSeverity_FilterListAndFeed()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.Alerts = [Alert("a1", "firing", 1, service: "orders"), Alert("a2", "firing", 1, severity: "info"), Alert("a3", "firing", 1, severity: "warning")];
        var (run, running, stop) = Start(silo, "--service", "payments", "--severity", "warning");

        await silo.WaitForSocketAsync();
        Assert.Contains("service=payments", silo.OpenSockets[0]);
        await run.WaitForOutAsync("warning");
        await silo.BroadcastAsync(Updates(Alert("b1", "firing", 1, severity: "info"), Alert("b2", "noData", 1)));
        await run.WaitForOutAsync("NODATA");
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Equal(2, Lines(run).Length);
    }

    [Fact]
    public async Task Tail_ConnectionBreaks_ComesBackAndShowsWhatEndedMeanwhile()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.Alerts = [Alert("a1", "firing", version: 1), Alert("a2", "firing", version: 1, service: "orders")];
        var (run, running, stop) = Start(silo);
        await run.WaitForOutAsync("orders");

        silo.Alerts = [Alert("a2", "firing", version: 1, service: "orders"), Alert("a3", "firing", version: 1, service: "auth")];
        silo.BreakSockets();
        await run.WaitForOutAsync("auth");
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Contains("lost the connection", run.Error);
        Assert.Contains("connected to http://127.0.0.1:", run.Error);
        Assert.Equal(["payments", "orders", "payments", "auth"], Lines(run).Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[3]));
        Assert.Contains("RESOLVED", Lines(run)[2]);
    }

    [Fact]
    public async Task Tail_Json_OneObjectALine()
    {
        await using var silo = await FakeSilo.StartAsync();
        silo.Alerts = [Alert("a1", "firing", version: 1)];
        var (run, running, stop) = Start(silo, "--json", "--metrics");
        await run.WaitForOutAsync("a1");
        await silo.BroadcastAsync("""{"type":"updates","time":1,"updates":[{"type":"metric","sample":{"service":"auth","metric":"cpu_percent","unit":"percent","lastValue":12.5,"lastTime":1767268800000}}]}""");
        await run.WaitForOutAsync("cpu_percent");
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        var lines = Lines(run).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("firing", lines[0].GetProperty("alert").GetProperty("state").GetString());
        Assert.Equal(12.5, lines[1].GetProperty("sample").GetProperty("lastValue").GetDouble());
    }

    [Fact]
    public async Task Tail_Metrics_ShowsSamples()
    {
        await using var silo = await FakeSilo.StartAsync();
        var (run, running, stop) = Start(silo, "--metrics");
        await silo.WaitForSocketAsync();
        Assert.Contains("type=metric", silo.OpenSockets[0]);
        await silo.BroadcastAsync("""{"type":"updates","time":1,"updates":[{"type":"metric","sample":{"service":"auth","metric":"cpu_percent","unit":"percent","lastValue":12.5,"lastTime":1767268800000}}]}""");
        await run.WaitForOutAsync("cpu_percent = 12.5 percent");
        await stop.CancelAsync();
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Tail_WrongKey_FailsWithReason()
    {
        await using var silo = await FakeSilo.StartAsync();
        var run = new CommandRun(silo);
        Assert.Equal(1, await run.RunAsync("tail", "--api-key", "ef_wrong"));
        Assert.Contains("does not know an API key it was shown", run.Error);
        Assert.DoesNotContain("ef_wrong", run.Error);
    }

    [Fact]
    public async Task Tail_Token_IsUsed()
    {
        await using var silo = await FakeSilo.StartAsync();
        var run = new CommandRun(silo);
        Assert.Equal(1, await run.RunAsync("tail", "--token", "expired"));
        Assert.Contains("does not know a token it was shown", run.Error);
    }

    [Fact]
    public async Task Tail_SiloComesLater_FindsIt()
    {
        var port = FreePort.Next();
        var run = new CommandRun();
        using var stop = new CancellationTokenSource();
        var running = run.RunAsync(stop.Token, "tail", "--url", $"http://127.0.0.1:{port}");
        await run.WaitForErrorAsync("no silo answers");

        await using var silo = await FakeSilo.StartAsync(port);
        silo.Alerts = [Alert("a1", "firing", version: 1)];
        await run.WaitForOutAsync("FIRING");
        await stop.CancelAsync();
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Tail_UnknownSeverity_SaysWhichThereAre()
    {
        var run = new CommandRun();
        Assert.Equal(2, await run.RunAsync("tail", "--severity", "awful"));
        Assert.Contains("--severity is 'awful'; expected info, warning or critical.", run.Error);
    }

    private static (CommandRun Run, Task<int> Running, CancellationTokenSource Stop) Start(FakeSilo silo, params string[] arguments)
    {
        var run = new CommandRun(silo);
        var stop = new CancellationTokenSource();
        return (run, run.RunAsync(stop.Token, ["tail", .. arguments]), stop);
    }

    private static string[] Lines(CommandRun run) => run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Updates(params string[] alerts) =>
        $$"""{"type":"updates","time":1767268800000,"updates":[{{string.Join(',', alerts.Select(alert => $$"""{"type":"alert","alert":{{alert}}}"""))}}]}""";

    private static string Alert(string id, string state, long version, string service = "payments", string severity = "critical", string? acknowledgedBy = null) =>
        $$"""
        {"id":"{{id}}","ruleId":"r","name":"High latency","service":"{{service}}","metric":"latency_ms","severity":"{{severity}}","state":"{{state}}","summary":"latency_ms is 812 ms",
        "labels":{},"series":null,"startsAt":1767268800000,"endsAt":null,"updatedAt":1767268800000,"value":812,"acknowledgedBy":{{(acknowledgedBy is null ? "null" : $"\"{acknowledgedBy}\"")}},"acknowledgeComment":null,"action":"","episode":1,"version":{{version}}}
        """.ReplaceLineEndings(" ");
}
