using EventFlow.Alerting;

namespace EventFlow.Tests.Alerting;

/// <summary>
/// A database as version 0.1 of the alert engine left it: the list of alerts in 256 parts by hash, the list of work as a whole. Two alerts fire in one group that the channel
/// <c>ops</c> was told of, a third is resolved, of which it was not told yet.
/// </summary>
public sealed class StoredFormTests
{
    private static readonly string Database = Path.Combine(AppContext.BaseDirectory, "Alerting", "Golden", "grains-0.1.db");
    private static readonly DateTimeOffset Later = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Start_OnTheFormOfVersion01_KnowsAllAndWritesItInThePresentForm()
    {
        await using var host = await AlertingHost.StartOnAsync(Database, Later);
        await host.SettleAsync();
        await CheckListAsync(host);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, AlertIndexGrain.Shards).Select(i => host.Grains.GetGrain<IAlertIndexShardGrain>($"{Tenants.Default}/{i:D3}").Load().AsTask())), Assert.Empty);
        Assert.Equal(3, (await host.Grains.GetGrain<IAlertIndexPageGrain>($"{Tenants.Default}/0").Load()).Count);

        await host.CrashAsync();
        // What became of the message was not saved yet: its channel tells it again.
        await host.SettleAsync();
        await CheckListAsync(host);
    }

    [Fact]
    public async Task Resolve_AfterAStartOnTheFormOfVersion01_IsToldToWhomTheFiringWasTold()
    {
        await using var host = await AlertingHost.StartOnAsync(Database, Later);
        await host.SettleAsync();
        // Once more from the present form: the list of work must have come along.
        await host.CrashAsync();
        foreach (var alert in (await host.Alerts.Query(new(AlertStates.Open, null, null, null, null, null, null, 0, 10))).Items) Assert.True((await host.Alerts.Resolve(alert.Id, "ada", "")).IsDone);
        await host.AdvanceByAsync(60_000);
        // What was still news when the old version stopped (the end of the third), then the end.
        Assert.Equal(["firing", "resolved"], host.Told.Select(t => t.Notification.Status));
        Assert.Equal(("ops", 2), (host.Told[1].Channel, host.Told[1].Notification.Alerts.Count));
    }

    [Fact]
    public async Task Start_OnTheFormOfVersion01_WakesWhatHadWorkLeft()
    {
        await using var host = await AlertingHost.StartOnAsync(Database, Later);
        await host.SettleAsync();
        var parts = await Task.WhenAll(Enumerable.Range(0, AlertingWorkGrain.Parts).Select(i => host.Grains.GetGrain<IAlertingWorkPartGrain>($"{Tenants.Default}/{i:D3}").Load().AsTask()));
        Assert.Equal(AlertingWorkKind.Group, Assert.Single(parts.SelectMany(p => p)).Kind);
        await host.CrashAsync();
        Assert.Contains("after IAlertGroupGrain.Wake", host.Crash.Steps);
    }

    private static async Task CheckListAsync(AlertingHost host)
    {
        var listed = (await host.Alerts.Query(new(null, null, null, null, null, null, null, 0, 10))).Items;
        Assert.Equal(["disk-a", "disk-b", "disk-c"], listed.Select(a => a.Labels["disk"] is { } disk ? $"disk-{disk}" : "").Order());
        Assert.Equal([AlertState.Firing, AlertState.Firing, AlertState.Resolved], listed.OrderBy(a => a.Labels["disk"]).Select(a => a.State));
        foreach (var alert in listed) Assert.Equal(alert, (await host.Alerts.Get(alert.Id))!.Alert);
    }
}
