using EventFlow.Notifications;
using EventFlow.Tests.Alerting;

namespace EventFlow.Tests.Notifications;

/// <summary>Channels on the real runtime.</summary>
public sealed class ChannelGrainTests
{
    private static readonly AlertSignal Firing = Signals.Of(AlertSignalKind.Firing, 100);

    [Fact]
    public async Task Enqueue_OtherSideDown_RetriesWithTheSameIdAndTheAlertTellsTheTale()
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Retry(FailureReason.Timeout, "no answer within 10 s", TimeSpan.FromSeconds(8)));
        await host.SignalAsync(Firing);
        await host.AdvanceToAsync(11_000);
        Assert.Equal("notification to ops failed: timeout, retry in 8 s", (await host.Alerts.Get(Firing.Fingerprint))!.Alert.Action);
        Assert.Equal("failing", (await host.Channels.List())[0].Health);

        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        await host.AdvanceToAsync(30_000);
        Assert.Equal(2, host.Channel.Tries.Count);
        Assert.Single(host.Channel.Tries.Select(t => t.Notification.Id).Distinct());
        Assert.Equal("notified ops", (await host.Alerts.Get(Firing.Fingerprint))!.Alert.Action);
        Assert.Equal("healthy", (await host.Channels.List())[0].Health);
    }

    [Fact]
    public async Task Enqueue_Refused_IsADeadLetterInStateAndStreamThatCanBeRequeued()
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Failed(FailureReason.Auth, "HTTP 401"));
        await host.SignalAsync(Firing);
        await host.AdvanceToAsync(15_000);
        await host.RestartAsync();

        var letter = Assert.Single((await host.Channels.DeadLetters(null, 0, 10)).Items);
        Assert.Equal(("ops", "auth"), (letter.Channel, letter.Reason));
        Assert.Equal("notification.dead-lettered", Assert.Single(host.Log.EventsOf(StreamNames.DeadLetters)).Type);
        Assert.Equal("notification to ops given up after 1 try: auth", (await host.Alerts.Get(Firing.Fingerprint))!.Alert.Action);

        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        Assert.True((await host.Channels.Requeue(letter.Id, "ada")).IsDone);
        await host.SettleAsync();
        Assert.Equal(letter.Notification.Id, Assert.Single(host.Channel.Sent).Notification.Id);
        Assert.Empty((await host.Channels.DeadLetters("ops", 0, 10)).Items);
        Assert.Equal(OutcomeKind.NotFound, (await host.Channels.Discard(letter.Id, "ada")).Kind);
    }

    [Fact]
    public async Task Requeue_FiringAfterItsIncidentIsOver_IsFollowedByTheEndAlsoAfterARestart()
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Failed(FailureReason.Auth, "HTTP 401"));
        await host.SignalAsync(Firing);
        await host.AdvanceToAsync(15_000);
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 20_000));
        await host.AdvanceToAsync(400_000);
        Assert.Empty(host.Channel.Sent);
        await host.RestartAsync();

        var letter = Assert.Single((await host.Channels.DeadLetters(null, 0, 10)).Items);
        Assert.True(letter.IsOver);
        Assert.True((await host.Channels.Requeue(letter.Id, "ada")).IsDone);
        await host.SettleAsync();
        Assert.Equal(["firing", "resolved"], host.Channel.Sent.Select(s => s.Notification.Status));
        Assert.Equal(letter.Notification.GroupKey, host.Channel.Sent.Last().Notification.GroupKey);
        Assert.Equal("told ops that it is resolved", (await host.Alerts.Get(Firing.Fingerprint))!.Alert.Action);
    }

    [Fact]
    public async Task Discard_ADeadLetter_IsGoneForGood()
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Failed(FailureReason.Client, "HTTP 404"));
        await host.SignalAsync(Firing);
        await host.AdvanceToAsync(15_000);
        var letter = Assert.Single((await host.Channels.DeadLetters("ops", 0, 10)).Items);
        Assert.True((await host.Channels.Discard(letter.Id, "ada")).IsDone);
        await host.CrashAsync();
        Assert.Empty((await host.Channels.DeadLetters("ops", 0, 10)).Items);
    }

    [Fact]
    public async Task Wake_WhileTheLogRefusesADeadLetter_StartsNoSecondChainOfTries()
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Failed(FailureReason.Client, "HTTP 404"));
        host.Log.IsOverloaded = true;
        var ops = host.Grains.GetGrain<IChannelGrain>("ops");
        await ops.Enqueue(Notices.Of("n1"));
        await host.SettleAsync();
        for (var i = 0; i < 10; i++)
        {
            await ops.Wake();
            await host.SettleAsync();
        }
        await host.AdvanceToAsync(9_000);
        Assert.InRange(host.Log.Refused, 2, 6);

        host.Log.IsOverloaded = false;
        await host.AdvanceToAsync(12_000);
        Assert.Single(host.Log.EventsOf(StreamNames.DeadLetters));
    }

    [Theory, InlineData("nonsense"), InlineData("nobody.x"), InlineData("ops.x")]
    public async Task Requeue_Unknown_IsNotFound(string id)
    {
        await using var host = await AlertingHost.StartAsync();
        Assert.Equal(OutcomeKind.NotFound, (await host.Channels.Requeue(id, "ada")).Kind);
    }

    [Fact]
    public async Task GetStatus_WhileALongSendRuns_AnswersAndEnqueueToo()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Notifications:Concurrency", "1"));
        var slow = new TaskCompletionSource<DeliveryResult>();
        host.Channel.Answer = (_, _, _) => new(slow.Task);
        var ops = host.Grains.GetGrain<IChannelGrain>("ops");
        await ops.Enqueue(Notices.Of("n1"));
        while (host.Channel.Tries.IsEmpty)
        {
            host.Clock.Advance(TimeSpan.Zero);
            await Task.Delay(1);
        }
        await ops.Enqueue(Notices.Of("n2"));
        Assert.Equal(2, (await ops.GetStatus())!.Queued);

        slow.SetResult(DeliveryResult.Sent());
        await host.SettleAsync();
        Assert.Equal(["n1", "n2"], host.Channel.Sent.Select(s => s.Notification.Id));
    }

    [Fact]
    public async Task Dispatch_ChannelThrows_IsRetriedWithoutItsMessage()
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => throw new InvalidOperationException("s3cr3t at http://x");
        await host.Grains.GetGrain<IChannelGrain>("ops").Enqueue(Notices.Of("n1"));
        await host.SettleAsync();
        Assert.Equal("internal: the channel's code failed (InvalidOperationException)", (await host.Channels.List())[0].LastError);
    }

    [Fact]
    public async Task Enqueue_BacklogAcrossACrash_ArrivesInOrder()
    {
        await using var host = await AlertingHost.StartAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Retry(FailureReason.Server, "HTTP 503"));
        for (var i = 0; i < 20; i++) await host.Grains.GetGrain<IChannelGrain>("ops").Enqueue(Notices.Of($"n{i:D2}"));
        await host.AdvanceToAsync(60_000);
        await host.CrashAsync();
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        await host.AdvanceToAsync(200_000);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"n{i:D2}"), host.Channel.Sent.Select(s => s.Notification.Id));
    }

    /// <summary>One channel is down for an hour of fake time, with a restart in between; the other goes on meanwhile.</summary>
    [Fact]
    public async Task Enqueue_ChannelDownForAnHour_LosesNothingDelaysNobodyElseAndKeepsToItsRate()
    {
        await using var host = await AlertingHost.StartAsync(
            ("EventFlow:Channels:0:rate_limit", "1/1"), ("EventFlow:Channels:1:Id", "other"), ("EventFlow:Channels:1:Kind", "scripted"), ("EventFlow:Channels:1:Address", "there"));
        host.Channel.Answer = static (_, channel, _) => ValueTask.FromResult(channel.Id == "ops" ? DeliveryResult.Retry(FailureReason.Server, "HTTP 503") : DeliveryResult.Sent());
        for (var i = 0; i < 60; i++)
        {
            foreach (var channel in new[] { "ops", "other" }) await host.Grains.GetGrain<IChannelGrain>(channel).Enqueue(Notices.Of($"{channel}-{i:D2}") with { GroupKey = $"g{i % 20}" });
            await host.AdvanceToAsync((i + 1) * 60_000);
            Assert.Equal($"other-{i:D2}", host.Channel.Sent.Last().Notification.Id);
            if (i == 30) await host.CrashAsync();
        }
        Assert.Equal((60, "paused"), ((await host.Channels.List())[0].Queued, (await host.Channels.List())[0].Health));
        Assert.Empty((await host.Channels.DeadLetters(null, 0, 10)).Items);

        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        await host.AdvanceToAsync(3_600_000 + 120_000);
        var sent = host.Channel.Sent.Where(s => s.Channel == "ops").ToList();
        Assert.Equal(60, sent.Select(s => s.Notification.Id).Distinct().Count());
        Assert.Equal(60, sent.Count);
        // The first one tried the way; the others follow in the order they came, a second apart at least.
        Assert.Equal(sent.Skip(1).Select(s => s.Notification.Id).Order(StringComparer.Ordinal), sent.Skip(1).Select(s => s.Notification.Id));
        Assert.All(sent.Zip(sent.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= 1_000, $"{pair.Second.At - pair.First.At} ms apart"));
        Assert.InRange(sent[^1].At - sent[0].At, 59_000, 70_000);
    }

    [Fact]
    public async Task Enqueue_ChannelDown_TheFallbackIsToldOnceAndOfTheEndToo()
    {
        await using var host = await AlertingHost.StartAsync(
            ("EventFlow:Channels:0:fallback", "backup"), ("EventFlow:Channels:0:fallback_after", "60"), ("EventFlow:Channels:1:Id", "backup"), ("EventFlow:Channels:1:Kind", "scripted"), ("EventFlow:Channels:1:Address", "there"));
        host.Channel.Answer = static (_, channel, _) => ValueTask.FromResult(channel.Id == "ops" ? DeliveryResult.Retry(FailureReason.Timeout, "no answer within 10 s") : DeliveryResult.Sent());
        var ops = host.Grains.GetGrain<IChannelGrain>("ops");
        await ops.Enqueue(Notices.Of("f1"));
        await host.AdvanceToAsync(50_000);
        Assert.Empty(host.Channel.Sent);
        await host.AdvanceToAsync(200_000);
        var told = Assert.Single(host.Channel.Sent);
        Assert.Equal(("backup", "f1-for-ops", "ops"), (told.Channel, told.Notification.Id, told.Notification.StandsInFor));

        await host.CrashAsync();
        ops = host.Grains.GetGrain<IChannelGrain>("ops");
        await ops.Enqueue(Notices.Of("r1", "resolved", Notices.Resolved()) with { Reason = "all alerts resolved" });
        host.Channel.Answer = static (_, _, _) => ValueTask.FromResult(DeliveryResult.Sent());
        await host.AdvanceToAsync(400_000);
        Assert.Equal(["backup f1-for-ops", "backup r1-for-ops", "ops f1", "ops r1"], host.Channel.Sent.Select(s => $"{s.Channel} {s.Notification.Id}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Enqueue_ToAChannelThatIsGone_IsDropped()
    {
        await using var host = await AlertingHost.StartAsync();
        await host.Grains.GetGrain<IChannelGrain>("nobody").Enqueue(Notices.Of("n1"));
        Assert.Null(await host.Grains.GetGrain<IChannelGrain>("nobody").GetStatus());
    }
}
