using EventFlow.Tests.Alerting;

namespace EventFlow.Tests.Incidents;

/// <summary>Alerts of several services on the real grains: what their notifications say of where it began.</summary>
public sealed class IncidentNotificationTests
{
    private static readonly LabelSet Orders = Signals.LabelsOf("latency", "orders");

    [Fact]
    public async Task Told_WhenTroubleHasSpread_NamesTheServiceWhereItBegan()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Topology:orders:0", "payments"));
        var start = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await host.SignalAsync(Signals.Of(AlertSignalKind.Pending, start + 5_000));
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, start + 10_000));
        await host.AdvanceToAsync(20_000);
        Assert.Null(Assert.Single(host.Told).Notification.Incident);

        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, start + 35_000, Orders));
        await host.AdvanceToAsync(60_000);
        const string words = "Began in payments: latency_ms 00:00:05, then orders 00:00:35 (UTC)";
        var second = host.Told[^1].Notification;
        Assert.Equal(("orders", words), (second.GroupLabels["service"], second.Incident));

        await host.SignalAsync(Signals.Of(AlertSignalKind.Recovered, start + 70_000, Orders));
        await host.AdvanceToAsync(200_000);
        Assert.Equal(("resolved", words), (host.Told[^1].Notification.Status, host.Told[^1].Notification.Incident));
    }

    [Fact]
    public async Task List_AfterACrash_KnowsTheIncidentThatIsOpen()
    {
        await using var host = await AlertingHost.StartAsync(("EventFlow:Topology:orders:0", "payments"));
        var start = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, start + 10_000));
        await host.SignalAsync(Signals.Of(AlertSignalKind.Firing, start + 35_000, Orders));
        await host.CrashAsync();
        var incident = Assert.Single(await host.Grains.GetGrain<IIncidentGrain>(Tenants.Default).List());
        Assert.Equal(["payments", "orders"], incident.Services.Select(static s => s.Service));
    }
}
