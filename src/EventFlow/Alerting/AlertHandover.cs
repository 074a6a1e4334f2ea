using EventFlow.Alerting.Routing;
using Microsoft.Extensions.Logging;

namespace EventFlow.Alerting;

/// <summary>
/// Tells everybody who has to hear of a change of an alert. What is told is taken off the state's list only after it has been told, and telling twice is harmless to
/// all of them; so after a failure or a crash at any point the same call goes on where it stopped.
/// </summary>
public sealed partial class AlertHandover(
    IGrainFactory grains, RoutingBook routing, IEventLog log, ILiveFeed live, TimeProvider time, ILogger<AlertHandover> logger)
{
    /// <summary>Tells what is owed. Fails when a grain does not take it; then the rest stays owed.</summary>
    public async ValueTask TellAsync(AlertGrainState state)
    {
        var alert = state.Alert;
        if (state.Owed.HasFlag(AlertAudience.Groups))
        {
            // First, for somebody may be waiting to be woken.
            foreach (var group in alert.Groups) await grains.GetGrain<IAlertGroupGrain>(group.Key).Put(group.Route, group.Labels, [alert.ToNotice()]);
            state.Owed &= ~AlertAudience.Groups;
        }
        if (state.Owed == AlertAudience.None) return;
        var summary = alert.ToSummary();
        if (state.Owed.HasFlag(AlertAudience.Index))
        {
            await IndexAsync(summary);
            state.Owed &= ~AlertAudience.Index;
        }
        if (state.Owed.HasFlag(AlertAudience.Service))
        {
            await TellServiceAsync(summary);
            state.Owed &= ~AlertAudience.Service;
        }
        await TellInhibitionAsync(state);
        if (state.Owed.HasFlag(AlertAudience.Incidents) && await TellIncidentsAsync([summary])) state.Owed &= ~AlertAudience.Incidents;
        if (state.Owed.HasFlag(AlertAudience.Live))
        {
            Publish(summary);
            state.Owed &= ~AlertAudience.Live;
        }
    }

    /// <summary>Tells the alerts it may inhibit, which take what they hear last for true: the alert itself has to do it, for only it knows the order of its changes. Fails when it is not taken; then it stays owed.</summary>
    public async ValueTask TellInhibitionAsync(AlertGrainState state)
    {
        if (!state.Owed.HasFlag(AlertAudience.Inhibition)) return;
        var alert = state.Alert;
        if (routing.Tree.TakesPartInInhibition(alert.Labels)) await grains.GetGrain<IInhibitionGrain>(Tenants.Default).Note(alert.Fingerprint, alert.Labels, AlertMachine.IsActive(alert.State));
        state.Owed &= ~AlertAudience.Inhibition;
    }

    // Its failure is no one else's: what it says of a cause is a remark. It stays owed. Returns whether it was taken.
    private async Task<bool> TellIncidentsAsync(IReadOnlyList<AlertSummary> alerts)
    {
        try
        {
            await grains.GetGrain<IIncidentGrain>(Tenants.Default).NoteMany(alerts);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNoIncident(logger, error, alerts[0].Id, alerts.Count - 1);
            return false;
        }
    }

    /// <summary>
    /// Tells what several alerts owe: each group hears of all its alerts in one call and so in one message, the list and the log take all at once. Then the alerts are told what
    /// was told. Fails when somebody did not take it; what is owed then stays owed, and the alerts see to it themselves.
    /// </summary>
    public async ValueTask TellAsync(IReadOnlyList<AlertOwed> alerts)
    {
        var (toGroups, toIncidents, toServices, toOthers, logged) =
            (new AlertAudience[alerts.Count], new AlertAudience[alerts.Count], new AlertAudience[alerts.Count], new AlertAudience[alerts.Count], new int[alerts.Count]);
        // The incidents first, for the groups ask them; then the groups, for somebody may be waiting to be woken. Side by side: no one waits for the answer of another.
        var incidents = TellIncidentsAsync(alerts, toIncidents);
        var telling = Task.WhenAll(TellGroupsAsync(alerts, toGroups), incidents, TellServicesAsync(alerts, toServices), TellOthersAsync(alerts, toOthers), LogAsync(alerts, logged));
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        for (var i = 0; i < alerts.Count; i++)
        {
            var summary = alerts[i].Summary;
            await grains.GetGrain<IAlertBatchGrain>(summary.Id).Told(summary.Version, toGroups[i] | toIncidents[i] | toServices[i] | toOthers[i], logged[i]);
        }
        await telling;
    }

    /// <summary>Tells the alerts of a message what became of it, then the list and whoever watches. Fails when one did not take it; told again, all of them know it.</summary>
    public async ValueTask NoteDeliveryAsync(IReadOnlyList<string> fingerprints, AlertDelivery delivery)
    {
        var noted = await Task.WhenAll(fingerprints.Select(f => grains.GetGrain<IAlertBatchGrain>(f).NoteDelivered(delivery).AsTask()));
        await ShowAsync([.. noted.OfType<AlertSummary>()]);
    }

    /// <summary>Tells the list and whoever watches what became of a message to these alerts.</summary>
    public async ValueTask ShowAsync(IReadOnlyList<AlertSummary> alerts)
    {
        if (alerts.Count == 0) return;
        await grains.GetGrain<IAlertIndexGrain>(Tenants.Default).ShowMany(alerts);
        foreach (var alert in alerts) Publish(alert);
    }

    /// <summary>Writes what the stream <c>alerts</c> does not hold yet. Returns how long to wait before trying again, null when all is written: a full log must not hold up an alert.</summary>
    public async ValueTask<TimeSpan?> LogAsync(AlertGrainState state)
    {
        if (state.Unlogged.Count == 0) return null;
        var events = state.Unlogged.ToArray();
        try
        {
            var result = await log.AppendAsync(StreamNames.Alerts, state.Alert.Fingerprint, events, time);
            if (!result.IsStored) return result.RetryAfter > TimeSpan.Zero ? result.RetryAfter : TimeSpan.FromSeconds(1);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogAppendFailed(logger, error, state.Alert.Fingerprint, events.Length);
            return TimeSpan.FromSeconds(5);
        }
        state.Unlogged.RemoveRange(0, events.Length);
        return null;
    }

    private async Task TellGroupsAsync(IReadOnlyList<AlertOwed> alerts, AlertAudience[] told)
    {
        var members = new Dictionary<string, (NotificationGroup Group, List<AlertNotice> Notices)>(StringComparer.Ordinal);
        foreach (var alert in alerts)
        {
            if (!alert.Audience.HasFlag(AlertAudience.Groups)) continue;
            foreach (var group in alert.Groups)
            {
                if (!members.TryGetValue(group.Key, out var some)) members[group.Key] = some = (group, []);
                some.Notices.Add(alert.Notice);
            }
        }
        var puts = members.ToDictionary(static m => m.Key, m => grains.GetGrain<IAlertGroupGrain>(m.Key).Put(m.Value.Group.Route, m.Value.Group.Labels, m.Value.Notices).AsTask(), StringComparer.Ordinal);
        var all = Task.WhenAll(puts.Values);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        for (var i = 0; i < alerts.Count; i++)
            if (alerts[i].Audience.HasFlag(AlertAudience.Groups) && alerts[i].Groups.All(g => puts[g.Key].IsCompletedSuccessfully)) told[i] = AlertAudience.Groups;
        await all;
    }

    private async Task TellIncidentsAsync(IReadOnlyList<AlertOwed> alerts, AlertAudience[] told)
    {
        List<AlertSummary> owed = [.. alerts.Where(static a => a.Audience.HasFlag(AlertAudience.Incidents)).Select(static a => a.Summary)];
        if (owed.Count > 0 && await TellIncidentsAsync(owed)) Array.Fill(told, AlertAudience.Incidents);
    }

    private Task TellServicesAsync(IReadOnlyList<AlertOwed> alerts, AlertAudience[] told)
    {
        var services = Enumerable.Range(0, alerts.Count).Where(i => alerts[i].Audience.HasFlag(AlertAudience.Service)).GroupBy(i => alerts[i].Summary.Service, StringComparer.Ordinal);
        return Task.WhenAll(services.Select(service => TellServiceAsync(service.Key, alerts, [.. service], told)));
    }

    // Its failure is no one else's: it stays owed.
    private async Task TellServiceAsync(string service, IReadOnlyList<AlertOwed> alerts, int[] members, AlertAudience[] told)
    {
        try
        {
            if (service.Length > 0) await grains.GetGrain<IServiceGrain>(service).AlertsChanged([.. members.Select(i => alerts[i].Summary)]);
            foreach (var i in members) told[i] = AlertAudience.Service;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNoService(logger, error, service, members.Length);
        }
    }

    private async Task TellOthersAsync(IReadOnlyList<AlertOwed> alerts, AlertAudience[] told)
    {
        await grains.GetGrain<IAlertIndexGrain>(Tenants.Default).PutMany([.. alerts.Select(static a => a.Summary)]);
        for (var i = 0; i < alerts.Count; i++)
        {
            var (owed, summary) = (alerts[i].Audience, alerts[i].Summary);
            told[i] = AlertAudience.Index;
            if (owed.HasFlag(AlertAudience.Live)) Publish(summary);
            told[i] |= AlertAudience.Live;
        }
    }

    // The events of one partition in one append. What the log does not take, the alert gives it later by itself: a full log must not hold up an alert.
    private async Task LogAsync(IReadOnlyList<AlertOwed> alerts, int[] logged)
    {
        var partitions = log.Streams.FirstOrDefault(static s => s.Name == StreamNames.Alerts)?.Partitions ?? 1;
        var appends = Enumerable.Range(0, alerts.Count).Where(i => alerts[i].Unlogged.Count > 0).GroupBy(i => Partitioning.Of(alerts[i].Summary.Id, partitions));
        await Task.WhenAll(appends.Select(some => LogAsync(alerts, [.. some], logged)));
    }

    private async Task LogAsync(IReadOnlyList<AlertOwed> alerts, int[] members, int[] logged)
    {
        var first = alerts[members[0]].Summary.Id;
        try
        {
            var result = await log.AppendAsync(StreamNames.Alerts, first, [.. members.SelectMany(i => alerts[i].Unlogged)], time);
            if (!result.IsStored) return;
            foreach (var i in members) logged[i] = alerts[i].Unlogged.Count;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogAppendFailed(logger, error, first, members.Length);
        }
    }

    private ValueTask IndexAsync(AlertSummary summary) => grains.GetGrain<IAlertIndexGrain>(Tenants.Default).Put(summary);

    private ValueTask TellServiceAsync(AlertSummary summary) =>
        summary.Service.Length > 0 ? grains.GetGrain<IServiceGrain>(summary.Service).AlertChanged(summary) : ValueTask.CompletedTask;

    private void Publish(AlertSummary summary) => live.Publish(new AlertLiveUpdate(summary));

    [LoggerMessage(5007, LogLevel.Warning, "The incidents did not hear of a change of alert {Alert} and {Others} others; they are told again in some seconds")]
    private static partial void LogNoIncident(ILogger logger, Exception error, string alert, int others);

    [LoggerMessage(5016, LogLevel.Warning, "Service {Service} did not hear of changes of {Alerts} alerts; it is told again in some seconds")]
    private static partial void LogNoService(ILogger logger, Exception error, string service, int alerts);

    [LoggerMessage(5001, LogLevel.Warning, "The stream of alerts did not take {Transitions} transitions of alert {Alert}; they are kept and tried again")]
    private static partial void LogAppendFailed(ILogger logger, Exception error, string alert, int transitions);
}
