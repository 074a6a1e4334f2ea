using EventFlow.Alerting;
using EventFlow.Alerting.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Tests.Alerting.Routing;

/// <summary>Groups on a silo whose routing is a version behind that by which their alerts came.</summary>
public sealed class LateRoutingTests
{
    private static readonly AlertSignal Fires = Signals.Of(AlertSignalKind.Firing, 1);

    private static readonly (string, string)[] Channels =
    [
        ("EventFlow:Channels:1:Id", "night"), ("EventFlow:Channels:1:Kind", "scripted"), ("EventFlow:Channels:1:Address", "there"),
    ];

    [Fact]
    public async Task Group_OfARouteThatIsNotKnownYet_IsToldByItAndAtItsTime()
    {
        await using var host = await AlertingHost.StartAsync(Channels);
        await RouteAsync(host, new() { Receiver = "day", GroupWait = "10s", Routes = [new() { Matchers = ["service=\"payments\""], Receiver = "night", GroupWait = "1m" }] });
        var group = Assert.Single(host.Services.GetRequiredService<INotificationRouter>().GroupsOf(Fires.Labels));
        await host.RestartAsync();
        host.Late.Answer(null);

        await host.Grains.GetGrain<IAlertGroupGrain>(group.Key).Put(group.Route, group.Labels, [new AlertRecord().Apply(Fires).ToNotice()]);
        await host.AdvanceByAsync(59_000);
        Assert.Empty(host.Told);
        await host.AdvanceByAsync(2_000);
        Assert.Equal("night", Assert.Single(host.Told).Channel);
    }

    /// <summary>The open alerts have heard of one version, and that is written down while the next is put.</summary>
    [Fact]
    public async Task Put_WhileTheVersionBeforeIsBeingTold_IsTaken()
    {
        await using var host = await AlertingHost.StartAsync();
        var routing = host.Grains.GetGrain<IAlertRoutingGrain>(Tenants.Default);
        var config = host.Routing.Read("route: {receiver: all}\nreceivers: [{name: all, channels: [ops]}]").Config!;
        for (var i = 1; i < 100; i += 2)
        {
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var come = host.Crash.HoldAsync("after IAlertingWorkGrain.Reroute", go.Task);
            Assert.Equal(i, (await routing.Put(config, null, "eve", "")).Value!.Version);
            for (; !come.IsCompleted; host.Clock.Advance(TimeSpan.Zero)) await Task.Delay(1);
            go.SetResult();
            await Task.Yield();
            Assert.Equal(i + 1, (await routing.Put(config, null, "eve", "")).Value!.Version);
            await host.SettleAsync();
        }
    }

    [Fact]
    public async Task Escalation_WhoseRouteStillNamesAPolicyThatIsGone_FollowsTheOneItNamesNow()
    {
        await using var host = await AlertingHost.StartAsync(Channels);
        var policies = host.Services.GetRequiredService<IEscalationService>();
        foreach (var id in (string[])["before", "after"]) Assert.True((await policies.Put(new() { Id = id, Steps = [new() { After = "1m", Channels = ["night"] }] }, "eve")).IsDone);
        var old = await RouteAsync(host, new() { Receiver = "day", Escalation = "before" });
        await RouteAsync(host, new() { Receiver = "day", Escalation = "after" });
        Assert.True((await policies.Delete("before", "eve")).IsDone);
        await host.RestartAsync();
        host.Late.Answer(old);

        await host.SignalAsync(Fires);
        await host.AdvanceByAsync(80_000);
        Assert.Equal(["ops", "night"], host.Told.Select(static t => t.Channel));
    }

    [Fact]
    public async Task EnsureKnown_WhenARouteOrAChannelIsNotKnown_ReadsOnce()
    {
        await using var host = await AlertingHost.StartAsync(Channels);
        var old = await RouteAsync(host, new() { Receiver = "day" });
        await RouteAsync(host, new() { Receiver = "night" });
        await host.RestartAsync();
        host.Late.Answer(old);
        var book = host.Services.GetRequiredService<RoutingBook>();
        var night = new ChannelDefinition("night", "scripted", true, Severity.Info, true, LabelSet.Empty, "api");

        await book.EnsureKnownAsync(RouteTree.RootPath, [night with { Id = "ops" }, night]);
        Assert.Equal(1, book.Current.Version);
        await book.EnsureKnownAsync(RouteTree.RootPath, [night]);
        Assert.Equal(2, book.Current.Version);
    }

    private static async Task<AlertingConfigVersion> RouteAsync(AlertingHost host, RouteDefinition route)
    {
        var outcome = await host.Routing.Put(new() { Route = route, Receivers = [new("day", ["ops"]), new("night", ["night"])] }, null, "eve", "a test");
        Assert.True(outcome.IsDone, outcome.Detail + string.Join(' ', outcome.Faults));
        await host.SettleAsync();
        return outcome.Value!;
    }
}
