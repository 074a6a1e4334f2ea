using System.IO.Pipelines;
using EventFlow.Client;
using EventFlow.Shop.Push;
using EventFlow.Shop.Simulation;
using EventFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Shop.Tests;

public sealed class ShopPusherTests
{
    // Real sockets, so real time: simulated seconds pass in fractions of a millisecond.
    private static readonly PusherOptions TenSeconds = new() { Speed = 1000, Until = 10, DrainTime = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task RunAsync_TenSeconds_SendsEachTickOnceWithMetricsAndLogs()
    {
        await using var silo = await FakeSilo.StartAsync();
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));

        await Pusher(http, TenSeconds).RunAsync(CancellationToken.None);

        // Ticks at 0, 3, 5, 6, 9 and 10 s; metrics at three of them: 28 values each.
        Assert.Equal(6, silo.Requests.Count);
        Assert.Equal(3 * 28, silo.Events.Count(e => e.TryGetProperty("metric", out _)));
        var logs = silo.Events.Where(e => e.TryGetProperty("message", out _)).ToList();
        Assert.True(logs.Count >= 16);
        Assert.All(logs, log => Assert.NotEmpty(log.GetProperty("attributes").GetProperty("caller").GetString()!));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], silo.Requests.Select(request => request.Headers["X-Sequence"]));
    }

    [Fact]
    public async Task RunAsync_Gzip_SameEvents()
    {
        await using var silo = await FakeSilo.StartAsync();
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));

        await Pusher(http, TenSeconds with { Until = 0 }, gzip: true).RunAsync(CancellationToken.None);

        Assert.Equal("gzip", silo.Requests[0].Headers["Content-Encoding"]);
        Assert.Contains(silo.Events, e => e.TryGetProperty("metric", out var metric) && metric.GetString() == "orders_per_second");
    }

    [Fact]
    public async Task RunAsync_SiloBusyAndAnswerLost_NothingLostNothingTwice()
    {
        await using var silo = await FakeSilo.StartAsync();
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));
        silo.AnswerNext(429);
        silo.LoseNextAnswer();
        silo.AnswerNext(503);

        await Pusher(http, TenSeconds).RunAsync(CancellationToken.None);

        // Six ticks and three repeats; the HTTP client itself may try once more when a kept connection breaks.
        Assert.InRange(silo.Requests.Count, 9, 10);
        Assert.Equal(3 * 28, silo.Events.Count(e => e.TryGetProperty("metric", out _)));
    }

    [Fact]
    public async Task RunAsync_SiloAway_DropsTheOldestAndDeliversTheRestLater()
    {
        using var http = EventFlowHttp.Create(new Uri($"http://127.0.0.1:{FreePort.Next()}"), TimeSpan.FromSeconds(10));
        var pusher = Pusher(http, new PusherOptions { Speed = 1000, Until = 60, Buffer = 5, DrainTime = TimeSpan.FromMilliseconds(50) });

        await pusher.RunAsync(CancellationToken.None);

        // 29 ticks: one in flight or none, five kept.
        Assert.InRange(pusher.DroppedBatches, 23, 24);
    }

    [Fact]
    public async Task RunAsync_History_QuietMinutesComeFirst()
    {
        await using var silo = await FakeSilo.StartAsync();
        using var http = EventFlowHttp.Create(silo.Url, TimeSpan.FromSeconds(10));

        await Pusher(http, TenSeconds with { Until = 0, HistoryMinutes = 2 }).RunAsync(CancellationToken.None);

        var times = silo.Events.Where(e => e.TryGetProperty("metric", out _)).Select(e => e.GetProperty("timestamp").GetInt64()).ToList();
        Assert.Equal(25 * 28, times.Count);
        Assert.Equal(120_000, times.Max() - times.Min());
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task WatchAsync_PipeCloses_AsksToStop()
    {
        var pipe = new Pipe();
        using var stop = new CancellationTokenSource();
        var watching = ParentPipe.WatchAsync(pipe.Reader.AsStream(), stop);
        await pipe.Writer.WriteAsync("hello"u8.ToArray());
        Assert.False(stop.IsCancellationRequested);

        await pipe.Writer.CompleteAsync();
        await watching;
        Assert.True(stop.IsCancellationRequested);
    }

    [Theory]
    [InlineData("--speed", "0")]
    [InlineData("--incidents", "maybe")]
    [InlineData("--url", "ftp://nowhere")]
    [InlineData("--day", "0.1")]
    [InlineData("--until", "-1")]
    public void Parse_BadArgument_SaysSo(string option, string value) =>
        Assert.NotEmpty(new ShopCommand().Parse([option, value]).Errors);

    [Fact]
    public void Parse_ContractArguments_NoError() =>
        Assert.Empty(new ShopCommand().Parse(["--url", "http://127.0.0.1:5280", "--api-key", "ef_development", "--seed", "7", "--incidents", "on", "--speed", "2", "--until", "60", "--parent-pipe"]).Errors);

    private static ShopPusher Pusher(HttpClient http, PusherOptions options, bool gzip = false)
    {
        var retries = new RetrySchedule(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), new Random(1));
        var client = new IngestionClient(http, Credential.FromApiKey("ef_development"), retries, TimeProvider.System, gzip);
        return new ShopPusher(new ShopSimulation(new ShopSettings()), client, options, TimeProvider.System, NullLogger<ShopPusher>.Instance);
    }
}
