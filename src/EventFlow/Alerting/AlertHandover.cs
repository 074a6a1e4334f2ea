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
        if (state.Owed.HasFlag(AlertAudience.Index))
        {
            await grains.GetGrain<IAlertIndexGrain>(Tenants.Default).Put(alert.ToSummary());
            state.Owed &= ~AlertAudience.Index;
        }
        if (state.Owed.HasFlag(AlertAudience.Service))
        {
            if (alert.Service() is { Length: > 0 } service) await grains.GetGrain<IServiceGrain>(service).AlertChanged(alert.ToSummary());
            state.Owed &= ~AlertAudience.Service;
        }
        if (state.Owed.HasFlag(AlertAudience.Inhibition))
        {
            if (routing.Tree.TakesPartInInhibition(alert.Labels)) await grains.GetGrain<IInhibitionGrain>(Tenants.Default).Note(alert.Fingerprint, alert.Labels, AlertMachine.IsActive(alert.State));
            state.Owed &= ~AlertAudience.Inhibition;
        }
        if (state.Owed.HasFlag(AlertAudience.Live))
        {
            live.Publish(new AlertLiveUpdate(alert.ToSummary()));
            state.Owed &= ~AlertAudience.Live;
        }
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

    [LoggerMessage(5001, LogLevel.Warning, "The stream of alerts did not take {Transitions} transitions of alert {Alert}; they are kept and tried again in 5 s")]
    private static partial void LogAppendFailed(ILogger logger, Exception error, string alert, int transitions);
}
