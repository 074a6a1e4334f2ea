using EventFlow.Alerting;
using EventFlow.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Tests.Alerting;

public sealed class AlertGrainTests
{
    [Fact]
    public async Task Signal_Firing_TellsIndexServiceStreamAndWatchers()
    {
        await using var host = await AlertingHost.StartAsync();
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 100, value: 812));

        var listed = Assert.Single((await host.Alerts.Query(All)).Items);
        Assert.Equal((AlertState.Firing, "latency", "payments", 812.0), (listed.State, listed.Name, listed.Service, listed.Value));
        Assert.Equal(listed, Assert.Single(host.Service.Alerts));
        Assert.Equal(listed, Assert.IsType<AlertLiveUpdate>(Assert.Single(host.Feed.Updates)).Alert);
        var logged = Assert.Single(host.Log.EventsOf(StreamNames.Alerts));
        Assert.Equal(($"alert-{listed.Id}-1", "alert.firing", "payments"), (logged.Id, logged.Type, logged.Service));
    }

    [Fact]
    public async Task Query_ForTheValueOfALabel_TellsAlertsOfOneNameApart()
    {
        await using var host = await AlertingHost.StartAsync();
        foreach (var instance in new[] { "host-041:9100", "host-042:9100" })
            await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 100, Signals.Payments.With("instance", instance)));
        var found = await host.Alerts.Query(All with { Text = "Host-042" });
        Assert.Equal("host-042:9100", Assert.Single(found.Items).Labels["instance"]);
    }

    [Fact]
    public async Task Signal_IntoAnIncidentThatWasTold_SaysSoInsteadOfNothing()
    {
        await using var host = await AlertingHost.StartAsync();
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 100));
        await host.AdvanceToAsync(20_000);
        var second = Signals.Of(AlertSignalKind.Firing, 200, Signals.LabelsOf("errors", "payments"));
        await host.SignalAsync(second);
        await host.AdvanceToAsync(21_000);
        Assert.Equal("joined an incident ops was told of", (await host.Alerts.Get(second.Fingerprint))!.Alert.Action);
        Assert.Single(host.Channel.Tries);
    }

    [Fact]
    public async Task Signal_Repeated_SaysThatNothingChanged()
    {
        await using var host = await AlertingHost.StartAsync();
        var signal = Signals.Of(AlertSignalKind.Firing, 100);
        var alert = host.Grains.GetGrain<IAlertGrain>(signal.Fingerprint);
        Assert.True(await alert.Signal(signal));
        Assert.False(await alert.Signal(signal));
        Assert.Single(host.Log.EventsOf(StreamNames.Alerts));
    }

    [Fact]
    public async Task Signal_LogFull_GoesOnAndWritesTheTransitionLater()
    {
        await using var host = await AlertingHost.StartAsync();
        host.Log.IsOverloaded = true;
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 100));
        await host.AdvanceToAsync(15_000);
        Assert.Single(host.Channel.Sent);
        Assert.Empty(host.Log.Batches);

        await host.CrashAsync();
        host.Log.IsOverloaded = false;
        await host.AdvanceToAsync(20_000);
        Assert.Equal("alert.firing", Assert.Single(host.Log.EventsOf(StreamNames.Alerts)).Type);
    }

    [Fact]
    public async Task Acknowledge_Firing_ShowsWhoEverywhereAndSurvivesACrash()
    {
        await using var host = await AlertingHost.StartAsync();
        var signal = Signals.Of(AlertSignalKind.Firing, 100);
        await host.SignalAsync(signal);
        var outcome = await host.Alerts.Acknowledge(signal.Fingerprint, "ada", "  on it ");
        await host.CrashAsync();

        Assert.True(outcome.IsDone);
        var alert = (await host.Alerts.Query(All)).Items.Single();
        Assert.Equal((AlertState.Acknowledged, "ada", "on it", "acknowledged by ada"), (alert.State, alert.AcknowledgedBy, alert.AcknowledgeComment, alert.Action));
    }

    [Theory]
    [InlineData("0123456789abcdef", "", OutcomeKind.NotFound)]
    [InlineData("not-a-fingerprint", "", OutcomeKind.NotFound)]
    public async Task Acknowledge_Unknown_IsNotFound(string id, string comment, OutcomeKind kind)
    {
        await using var host = await AlertingHost.StartAsync();
        Assert.Equal(kind, (await host.Alerts.Acknowledge(id, "ada", comment)).Kind);
        Assert.Null(await host.Alerts.Get(id));
    }

    [Fact]
    public async Task Acknowledge_CommentTooLong_IsInvalid()
    {
        await using var host = await AlertingHost.StartAsync();
        Assert.Equal("comment is 1001 characters; expected at most 1000.", (await host.Alerts.Acknowledge("0123456789abcdef", "ada", new string('x', 1001))).Detail);
    }

    [Fact]
    public async Task Acknowledge_Resolved_IsAConflict()
    {
        await using var host = await AlertingHost.StartAsync();
        var signal = Signals.Of(AlertSignalKind.Firing, 100);
        await host.SignalAsync(signal);
        await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 200));
        Assert.Equal(OutcomeKind.Conflict, (await host.Alerts.Acknowledge(signal.Fingerprint, "ada", "")).Kind);
    }

    [Fact]
    public async Task Query_PendingCancelled_IsNotListed()
    {
        await using var host = await AlertingHost.StartAsync();
        await host.SignalAsync(Signals.Of(AlertSignalKind.Pending, 100));
        Assert.Empty((await host.Alerts.Query(All)).Items);
        Assert.Single((await host.Alerts.Query(All with { States = [AlertState.Pending] })).Items);

        await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 200));
        Assert.Empty((await host.Alerts.Query(All with { States = [AlertState.Pending, AlertState.None, AlertState.Resolved] })).Items);
        await host.AdvanceToAsync(60_000);
        Assert.Empty(host.Channel.Tries);
    }

    [Fact]
    public async Task Put_FewerResolvedKeptThanThereWere_ForgetsTheOldestAlsoAcrossARestart()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Alerting:MaxResolved", "3"));
        for (var i = 0; i < 6; i++)
        {
            var labels = Signals.LabelsOf($"r{i}", "payments");
            await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, 100, labels));
            if (i < 5) await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, 200, labels));
            await host.AdvanceToAsync((i + 1) * 10);
        }
        string[] expected = ["r5", "r4", "r3", "r2"];
        Assert.Equal(expected, (await host.Alerts.Query(All)).Items.Select(a => a.Name));
        await host.RestartAsync();
        Assert.Equal(expected, (await host.Alerts.Query(All)).Items.Select(a => a.Name));
    }

    [Fact]
    public void FromSettings_NoneConfigured_IsTheLog()
    {
        var directory = new ChannelDirectory(null!, Microsoft.Extensions.Options.Options.Create(new ChannelListOptions()));
        Assert.Equal(("log", "log"), (Assert.Single(directory.FromSettings).Id, directory.FromSettings[0].Kind));
    }

    [Fact]
    public async Task Queues_WithAChannel_AreListed()
    {
        await using var host = await AlertingHost.StartAsync();
        Assert.Equal([new QueueStatus("notifications/ops", 0, 20000, 0, 0)], host.Services.GetServices<IQueueSource>().SelectMany(q => q.GetQueues()));
    }

    private static AlertQuery All => new(null, null, null, null, null, null, null, 0, 50);
}
