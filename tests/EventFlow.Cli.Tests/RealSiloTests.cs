using System.Globalization;
using System.Text.Json;
using EventFlow.TestKit;

namespace EventFlow.Cli.Tests;

/// <summary>The commands against the real silo.</summary>
public sealed class RealSiloTests
{
    [Fact]
    public async Task PushAndTail_RecordingWithAPeak_StoredOnceAndTold()
    {
        using var folder = new TempDirectory();
        await using var silo = await SiloProcess.Start(folder.Path);
        var environment = new Dictionary<string, string> { ["EVENTFLOW_URL"] = silo.Url };
        var tail = new CommandRun(environment: environment);
        using var stop = new CancellationTokenSource();
        var tailing = tail.RunAsync(stop.Token, "tail", "--service", "web");
        await tail.WaitForErrorAsync("connected to");

        string[] push = ["push", "-", "--service", "web", "--metric", "queue_length", "--unit", "1"];
        var first = new CommandRun(input: Recording(), environment: environment);
        Assert.Equal(0, await first.RunAsync(push));
        var second = new CommandRun(input: Recording(), environment: environment);
        Assert.Equal(0, await second.RunAsync(push));

        Assert.Matches(@"\| accepted +\| +300 \|", first.Out);
        Assert.Matches(@"\| duplicates +\| +300 \|", second.Out);
        await tail.WaitForOutAsync("(event time 2025-03-01 03:");
        await tail.WaitForOutAsync("RESOLVED");
        await stop.CancelAsync();
        Assert.Equal(0, await tailing);
        Assert.Equal(300, await SamplesOf(silo, "web"));
    }

    [Fact]
    public async Task Push_RowsOfTheFuture_RejectedByLineOthersStored()
    {
        using var folder = new TempDirectory();
        await using var silo = await SiloProcess.Start(folder.Path);
        var run = new CommandRun(input: "timestamp,value\n2025-03-01 00:00:00,1\n2099-01-01 00:00:00,2\n2025-03-01 00:01:00,3\n", environment: new() { ["EVENTFLOW_URL"] = silo.Url });

        Assert.Equal(1, await run.RunAsync("push", "-", "--service", "web", "--metric", "m"));
        Assert.Contains("line 3 rejected by the silo: timestamp is 2099-01-01", run.Out);
        Assert.Matches(@"\| accepted +\| +2 \|", run.Out);

        var stranger = new CommandRun(input: "2025-03-01 00:00:00,1\n", environment: new() { ["EVENTFLOW_URL"] = silo.Url, ["EVENTFLOW_API_KEY"] = "ef_nobody" });
        Assert.Equal(1, await stranger.RunAsync("push", "-", "--service", "web", "--metric", "m"));
        Assert.Contains("does not know an API key it was shown", stranger.Error);
    }

    // Five hours of calm, with a quarter of an hour in which the queue is thirty times as long.
    private static string Recording()
    {
        var rows = Enumerable.Range(0, 300).Select(minute =>
        {
            var time = new DateTime(2025, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minute);
            var value = 10 + (minute * 7 % 5) + (minute is >= 200 and < 215 ? 300 : 0);
            return string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss},{value}");
        });
        return "timestamp,value\n" + string.Join('\n', rows) + "\n";
    }

    private static async Task<long> SamplesOf(SiloProcess silo, string service)
    {
        var status = JsonSerializer.Deserialize<JsonElement>(await silo.Client.GetStringAsync($"/api/services/{service}"));
        return status.GetProperty("samples").GetInt64();
    }
}
