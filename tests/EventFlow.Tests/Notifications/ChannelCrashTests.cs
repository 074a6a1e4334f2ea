using EventFlow.Alerting;
using EventFlow.Notifications;
using EventFlow.Tests.Alerting;

namespace EventFlow.Tests.Notifications;

/// <summary>
/// One message, crashed at every step between its arrival in the queue and the record of what came of it, one by one, on the real runtime with real files.
/// </summary>
public sealed class ChannelCrashTests
{
    private static readonly DeliveryResult Refused = DeliveryResult.Failed(FailureReason.Client, "HTTP 404");

    [Fact]
    public async Task Send_CrashedAtAnyStep_IsSentOnceOrMarked()
    {
        var steps = await SendAsync(0);
        Assert.Contains("after dispatch", steps);
        await CrashWalk.AtEveryStepAsync(steps, SendAsync);
    }

    [Fact]
    public async Task GiveUp_CrashedAtAnyStep_IsOneDeadLetterThatTheFallbackHasToo()
    {
        var steps = await GiveUpAsync(0);
        Assert.Contains("after append", steps);
        Assert.Contains("after IChannelGrain.Enqueue", steps);
        await CrashWalk.AtEveryStepAsync(steps, GiveUpAsync);
    }

    [Fact]
    public async Task Requeue_OfAnIncidentThatIsOver_CrashedAtAnyStep_IsFollowedByTheEnd() => await CrashWalk.AtEveryStepAsync(await RequeueOfAnEndedAsync(0), RequeueOfAnEndedAsync);

    [Fact]
    public async Task End_CrashedAtAnyStep_IsKnownToTheDeadLetterThatItBelongsTo() => await CrashWalk.AtEveryStepAsync(await EndAsync(0), EndAsync);

    [Fact]
    public async Task Requeue_CrashedAtAnyStep_IsEitherSentOrStillADeadLetter()
    {
        var steps = await RequeueAsync(0);
        await CrashWalk.AtEveryStepAsync(steps, RequeueAsync);
    }

    private static async Task<IReadOnlyList<string>> SendAsync(int crashAt)
    {
        await using var host = await AlertingHost.StartAsync();
        var steps = await CrashedAsync(host, crashAt, () => EnqueueAsync(host));
        await EnqueueAsync(host);
        await host.SettleAsync();

        var lost = crashAt > 0 ? CrashPoint.AnswerWasLost(steps) : false;
        Assert.InRange(host.Channel.Sent.Count, lost == true ? 2 : 1, lost == false ? 1 : 2);
        Assert.Single(host.Channel.Sent.Select(s => s.Notification.Id).Distinct());
        var status = (await host.Channels.List())[0];
        Assert.Equal((0, 1L), (status.Queued, status.Sent));
        // Marked when the answer was lost; a mark too many when the crash came between the mark and the try, none without a try.
        if (host.Channel.Sent.Count == 2) Assert.Equal(1, status.MaybeTwice);
        if (!steps.Contains("before IChannelPageGrain.Store") || crashAt == 0) Assert.Equal(0, status.MaybeTwice);
        return steps;
    }

    private static async Task<IReadOnlyList<string>> GiveUpAsync(int crashAt)
    {
        await using var host = await AlertingHost.StartAsync(
            ("EventFlow:Channels:0:Fallback", "backup"), ("EventFlow:Channels:1:Id", "backup"), ("EventFlow:Channels:1:Kind", "scripted"), ("EventFlow:Channels:1:Address", "there"));
        host.Channel.Answer = static (_, channel, _) => ValueTask.FromResult(channel.Id == "ops" ? Refused : DeliveryResult.Sent());
        var steps = await CrashedAsync(host, crashAt, () => EnqueueAsync(host));
        await EnqueueAsync(host);
        await host.SettleAsync();
        await host.AdvanceToAsync(10_000);

        Assert.Equal("ops.n1", Assert.Single((await host.Channels.DeadLetters(null, 0, 10)).Items).Id);
        Assert.Single(host.Log.EventsOf(StreamNames.DeadLetters).DistinctBy(e => e.Id));
        Assert.Equal("n1-for-ops", Assert.Single(host.Channel.Sent.Select(s => s.Notification.Id).Distinct()));
        Assert.InRange(host.Channel.Sent.Count, 1, crashAt > 0 ? 2 : 1);
        return steps;
    }

    private static async Task<IReadOnlyList<string>> EndAsync(int crashAt)
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(Refused);
        var ops = () => host.Grains.GetGrain<IChannelGrain>("ops");
        // So large that it fills its page: the end is stored in another one.
        await ops().Enqueue(Notices.Of("n1", "firing", [.. Enumerable.Repeat(Notices.Firing(), ChannelBook.PageAlerts)]));
        await host.SettleAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        var end = Notices.Of("e1", "resolved", Notices.Resolved()) with { Reason = NotificationReasons.AllResolved };
        var before = host.Crash.Steps.Count;
        var steps = (await CrashedAsync(host, crashAt == 0 ? 0 : before + crashAt, () => ops().Enqueue(end).AsTask())).Skip(before).ToList();
        if (!await KnowsAsync()) await ops().Enqueue(end);
        await host.SettleAsync();
        Assert.True(await KnowsAsync(), "The end was taken and is not stored with its firing.");
        Assert.Empty(host.Channel.Sent);
        return steps;

        async Task<bool> KnowsAsync() => Assert.Single((await host.Channels.DeadLetters(null, 0, 10)).Items).IsOver;
    }

    private static async Task<IReadOnlyList<string>> RequeueOfAnEndedAsync(int crashAt)
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(Refused);
        await EnqueueAsync(host);
        await host.SettleAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        // So large that it fills its page: the end that follows is stored in another one.
        var end = Notices.Of("e1", "resolved", [.. Enumerable.Repeat(Notices.Resolved(), ChannelBook.PageAlerts)]) with { Reason = NotificationReasons.AllResolved };
        await host.Grains.GetGrain<IChannelGrain>("ops").Enqueue(end);
        await host.SettleAsync();
        var before = host.Crash.Steps.Count;
        var steps = (await CrashedAsync(host, crashAt == 0 ? 0 : before + crashAt, async () => await host.Channels.Requeue("ops.n1", "ada"))).Skip(before).ToList();
        await host.SettleAsync();

        var letters = (await host.Channels.DeadLetters(null, 0, 10)).Items.Count;
        var sent = host.Channel.Sent.Select(static s => s.Notification.Status).ToList();
        if (letters > 0)
        {
            Assert.Empty(sent);
            return steps;
        }
        Assert.InRange(sent.Count, 2, crashAt > 0 && CrashPoint.AnswerWasLost(steps) != false ? 3 : 2);
        Assert.Equal(("firing", "resolved"), (sent[0], sent[^1]));
        Assert.Equal(2, host.Channel.Sent.Select(static s => s.Notification.Id).Distinct().Count());
        return steps;
    }

    private static async Task<IReadOnlyList<string>> RequeueAsync(int crashAt)
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(Refused);
        await EnqueueAsync(host);
        await host.SettleAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        var before = host.Crash.Steps.Count;
        var steps = (await CrashedAsync(host, crashAt == 0 ? 0 : before + crashAt, async () => await host.Channels.Requeue("ops.n1", "ada"))).Skip(before).ToList();
        await host.SettleAsync();

        var letters = (await host.Channels.DeadLetters(null, 0, 10)).Items.Count;
        if (letters == 0) Assert.InRange(host.Channel.Sent.Count, 1, crashAt > 0 && CrashPoint.AnswerWasLost(steps) != false ? 2 : 1);
        else Assert.Empty(host.Channel.Sent);
        if (crashAt == 0) Assert.Equal(0, letters);
        return steps;
    }

    /// <summary>Works until the crash, or until all is quiet, and starts again.</summary>
    private static async Task<IReadOnlyList<string>> CrashedAsync(AlertingHost host, int crashAt, Func<Task> work)
    {
        if (crashAt > 0) host.Crash.At = crashAt + (host.Crash.Steps.Count >= crashAt ? host.Crash.Steps.Count : 0);
        var working = work();
        while (!working.IsCompleted && !host.Crash.HasCrashed) await Task.Delay(1);
        await host.SettleAsync();
        var steps = host.Crash.Steps;
        await host.CrashAsync();
        await host.SettleAsync();
        return steps;
    }

    private static Task EnqueueAsync(AlertingHost host) => host.Grains.GetGrain<IChannelGrain>("ops").Enqueue(Notices.Of("n1")).AsTask();
}
