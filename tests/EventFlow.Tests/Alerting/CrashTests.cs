using EventFlow.Alerting;

namespace EventFlow.Tests.Alerting;

/// <summary>
/// An incident from finding to resolve, crashed at every step that anything outside a grain can see, one by one, on the real runtime. Afterwards the rule repeats its
/// findings, as it does when its own checkpoint was not saved.
/// </summary>
public sealed class CrashTests
{
    private static readonly (long AtMs, AlertSignal Signal)[] Script =
    [
        (1_000, Signals.Of(AlertSignalKind.Pending, 900)),
        (1_500, Signals.Of(AlertSignalKind.Firing, 1_400)),
        (8_000, Signals.Of(AlertSignalKind.Recovered, 7_900)),
    ];

    [Fact]
    public async Task Incident_CrashedAtAnyStep_IsToldOnceAndEndsOnce()
    {
        var steps = await RunAsync(0);
        Assert.True(steps.Count >= 35, $"only {steps.Count} steps were seen: {string.Join(", ", steps)}");
        await CrashWalk.AtEveryStepAsync(steps, RunAsync);
    }

    /// <summary>Nobody repeats what a person did: it is done everywhere, or nowhere.</summary>
    [Fact]
    public async Task Acknowledge_CrashedAtAnyStep_IsDoneEverywhereOrNowhere()
    {
        var steps = await AcknowledgeAsync(0);
        Assert.True(steps >= 8, $"only {steps} steps were seen");
        await Parallel.ForEachAsync(Enumerable.Range(1, steps), async (at, _) => await AcknowledgeAsync(at));
    }

    private static async Task<int> AcknowledgeAsync(int crashAt)
    {
        await using var host = await AlertingHost.StartAsync();
        var signal = Signals.Of(AlertSignalKind.Firing, 100);
        await host.SignalAsync(signal);
        await host.AdvanceToAsync(5_000);
        var before = host.Crash.Steps.Count;
        if (crashAt > 0) host.Crash.At = before + crashAt;
        await host.AcknowledgeAsync(signal.Fingerprint);
        await host.SettleAsync();
        var steps = host.Crash.Steps.Count - before;
        await host.CrashAsync();
        await host.SettleAsync();

        var detail = (await host.Alerts.Get(signal.Fingerprint))!;
        var listed = Assert.Single((await host.Alerts.Query(new(null, null, null, null, null, null, null, 0, 10))).Items);
        Assert.True(detail.Alert == listed, $"crash at step {crashAt}: the alert is {detail.Alert.State}, the list says {listed.State}");
        Assert.Equal(detail.Alert.State, host.Service.Alerts.Last().State);
        Assert.Equal(detail.Alert.State == AlertState.Acknowledged, host.Log.EventsOf(StreamNames.Alerts).Any(e => e.Type == "alert.acknowledged"));
        return steps;
    }

    /// <summary>A pager that goes on calling must hear of it; of one that is done twice it does not hear twice.</summary>
    [Fact]
    public async Task Acknowledge_OfWhatAPagerWasTold_CrashedAtAnyStepIsToldOnceWhenItIsDone()
    {
        var steps = await AcknowledgePagerAsync(0);
        Assert.True(steps >= 12, $"only {steps} steps were seen");
        await Parallel.ForEachAsync(Enumerable.Range(1, steps), async (at, _) => await AcknowledgePagerAsync(at));
    }

    /// <summary>The group hands over a message that one channel is slow to take, and cannot decide meanwhile.</summary>
    [Fact]
    public async Task Acknowledge_WhileTheGroupHandsOver_IsToldWhenItHas()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:GroupWait", "00:00:02"));
        host.Channel.Description = host.Channel.Description with { HearsAcknowledgement = true };
        var signal = Signals.Of(AlertSignalKind.Firing, 100);
        var go = new TaskCompletionSource();
        var isHeld = host.Crash.HoldAsync("after IChannelGrain.Enqueue", go.Task);
        await host.SignalAsync(signal);
        for (; !isHeld.IsCompleted; host.Clock.Advance(TimeSpan.FromMilliseconds(100))) await Task.Delay(1);
        var acknowledging = host.AcknowledgeAsync(signal.Fingerprint);
        for (; host.Crash.Steps.Count(static s => s == "after IAlertGroupGrain.Put") < 2; host.Clock.Advance(TimeSpan.Zero)) await Task.Delay(1);
        go.SetResult();
        await acknowledging;
        await host.AdvanceByAsync(1_000);
        Assert.Equal(["first notification", "acknowledged"], host.Told.Select(static t => t.Notification.Reason));
    }

    private static async Task<int> AcknowledgePagerAsync(int crashAt)
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:GroupWait", "00:00:02"));
        host.Channel.Description = host.Channel.Description with { HearsAcknowledgement = true };
        var signal = Signals.Of(AlertSignalKind.Firing, 100);
        await host.SignalAsync(signal);
        await host.AdvanceToAsync(10_000);
        Assert.Equal(["first notification"], host.Told.Select(static t => t.Notification.Reason));
        var before = host.Crash.Steps.Count;
        if (crashAt > 0) host.Crash.At = before + crashAt;
        await host.AcknowledgeAsync(signal.Fingerprint);
        await host.AdvanceToAsync(11_000);
        var steps = host.Crash.Steps;
        if (host.Crash.HasCrashed) await host.CrashAsync();
        await host.AdvanceByAsync(20_000);

        var alert = (await host.Alerts.Get(signal.Fingerprint))!.Alert;
        var told = host.Told.Skip(1).Select(static t => t.Notification).ToList();
        Assert.True(told.DistinctBy(static n => n.Id).Count() == (alert.State == AlertState.Acknowledged ? 1 : 0), $"crash at step {crashAt}: the alert is {alert.State}, {told.Count} messages");
        Assert.All(told, static n => Assert.Equal(("acknowledged", AlertState.Acknowledged), (n.Reason, Assert.Single(n.Alerts).State)));
        if (crashAt == 0 || CrashPoint.AnswerWasLost([.. steps.Skip(before)]) == false) Assert.True(told.Count <= 1, $"crash at step {crashAt}: told {told.Count} times");
        if (alert.State == AlertState.Acknowledged) Assert.Equal("acknowledged by ada", alert.Action);
        return steps.Count - before;
    }

    private static async Task<IReadOnlyList<string>> RunAsync(int crashAt)
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:GroupWait", "00:00:02"));
        await host.CrashAsync(crashAt);
        IReadOnlyList<string> steps = [];
        for (var i = 0; i <= Script.Length; i++)
        {
            var until = i < Script.Length ? Script[i].AtMs : 20_000;
            await host.AdvanceToAsync(until);
            await RecoverAsync(i);
            await host.AdvanceToAsync(until);
            if (i < Script.Length) await host.SignalAsync(Script[i].Signal);
            await host.SettleAsync();
            await RecoverAsync(i + 1);
        }
        if (crashAt == 0) steps = host.Crash.Steps;
        // In a run by itself a step may fall away that another run has; then nothing crashed, and that is fine too.
        await CheckAsync(host, crashAt > 0 ? CrashPoint.AnswerWasLost(steps) : false);
        return steps;

        async Task RecoverAsync(int signals)
        {
            if (!host.Crash.HasCrashed) return;
            steps = host.Crash.Steps;
            await host.CrashAsync();
            foreach (var (_, signal) in Script.Take(signals)) await host.SignalAsync(signal);
            await host.SettleAsync();
        }
    }

    private static async Task CheckAsync(AlertingHost host, bool? answerWasLost)
    {
        var told = host.Channel.Sent.Select(s => s.Notification).ToList();
        // In the window the same message comes twice, with the same id.
        Assert.InRange(told.Count, answerWasLost == true ? 3 : 2, answerWasLost == false ? 2 : 3);
        Assert.Equal(["firing", "resolved"], told.DistinctBy(n => n.Id).Select(n => n.Status));

        var detail = (await host.Alerts.Get(Signals.Of(AlertSignalKind.Firing, 0).Fingerprint))!;
        Assert.Equal((AlertState.Resolved, 1), (detail.Alert.State, detail.Alert.Episode));
        Assert.Equal("told ops that it is resolved", detail.Alert.Action);
        Assert.Equal([AlertState.Pending, AlertState.Firing, AlertState.Resolved], detail.History.Select(h => h.To));
        Assert.Equal(["sent", "sent"], detail.Deliveries.Select(d => d.Outcome));
        if (told.Count == 3) Assert.Single(detail.Deliveries, d => d.Reason is not null && d.Reason.Contains("may have arrived", StringComparison.Ordinal));
        Assert.Equal(detail.Alert, Assert.Single((await host.Alerts.Query(new(null, null, null, null, null, null, null, 0, 10))).Items));
        Assert.Equal(AlertState.Resolved, host.Service.Alerts.Last().State);
        Assert.Equal(["alert.pending", "alert.firing", "alert.resolved"], host.Log.EventsOf(StreamNames.Alerts).DistinctBy(e => e.Id).Select(e => e.Type));
        var channel = Assert.Single(await host.Channels.List());
        Assert.Equal((0, "healthy"), (channel.Queued, channel.Health));
    }
}
