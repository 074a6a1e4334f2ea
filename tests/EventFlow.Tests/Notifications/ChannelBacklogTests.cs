using System.Diagnostics;
using EventFlow.Notifications;
using EventFlow.Tests.Alerting;

namespace EventFlow.Tests.Notifications;

/// <summary>A long queue on the real runtime with real files.</summary>
public sealed class ChannelBacklogTests(ITestOutputHelper output)
{
    private const int Messages = 10_000;

    /// <summary>Whatever waits, a message costs what it costs: a queue that is written as a whole for each change takes minutes and gigabytes here.</summary>
    [Fact]
    public async Task Enqueue_TenThousandWhileDown_CostsLittleSurvivesACrashAndArrivesInOrder()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Notifications:Concurrency", "16"), ("EventFlow:Channels:0:Enabled", "true"));
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Retry(FailureReason.Server, "HTTP 503"));
        var ops = host.Grains.GetGrain<IChannelGrain>("ops");
        await MeasureAsync("queued", () => Parallel.ForEachAsync(
            Enumerable.Range(0, Messages), new ParallelOptions { MaxDegreeOfParallelism = 200 }, async (i, _) => await ops.Enqueue(Message(i))));
        Assert.Equal(Messages, (await host.Channels.List())[0].Queued);
        var queued = StoresOf(host);

        await MeasureAsync("crashed and started again", () => host.CrashAsync());
        Assert.Equal(Messages, (await host.Channels.List())[0].Queued);

        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        await MeasureAsync("delivered", () => host.AdvanceToAsync(3_600_000));
        Assert.Equal((0, (long)Messages), ((await host.Channels.List())[0].Queued, (await host.Channels.List())[0].Sent));
        Assert.Equal(Messages, host.Channel.Sent.Select(s => s.Notification.Id).Distinct().Count());
        foreach (var group in host.Channel.Sent.Select(s => s.Notification).GroupBy(n => n.GroupKey)) Assert.Equal(group.OrderBy(n => n.CreatedAt).Select(n => n.Id), group.Select(n => n.Id));
        // The work must not grow with what waits: pages of a few messages are written, and not more of them than messages are queued, tried, sent and forgotten.
        var sent = StoresOf(host);
        output.WriteLine($"{queued} writes of pages to queue, {sent} to deliver");
        Assert.InRange(queued, 1, Messages * 3 / 2);
        Assert.InRange(sent, 1, Messages * 4);
    }

    private static int StoresOf(AlertingHost host) => host.Crash.Steps.Count(static step => step == "before IChannelPageGrain.Store");

    private async Task MeasureAsync(string what, Func<Task> work)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await work();
        var used = Environment.CpuUsage.TotalTime - cpu;
        output.WriteLine($"{what}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s, {used.TotalSeconds:0.00} s of CPU");
    }

    private static Notification Message(int i) => Notices.Of($"n{i:D5}") with { GroupKey = $"g{i % 2_500}", CreatedAt = i };
}
