using EventFlow.Alerting.Intake;
using EventFlow.Notifications;
using Microsoft.Extensions.Logging;

namespace EventFlow.Alerting;

/// <summary>Keeps the list of what has something left to do, and wakes it when asked and once a minute.</summary>
/// <remarks>Reentrant: the state is a set, changed in one step; registrations that arrive together share one write, and what is woken may register or unregister meanwhile.</remarks>
[Reentrant]
public sealed partial class AlertingWorkGrain : Grain, IAlertingWorkGrain, IRemindable
{
    private const string ReminderName = "wake";
    private const int WokenAtOnce = 32;

    private readonly IPersistentState<AlertingWorkState> _state;
    private readonly IGrainFactory _grains;
    private readonly ChannelDirectory _channels;
    private readonly ILogger<AlertingWorkGrain> _logger;
    private readonly SharedSave _save;

    /// <summary>Made by the runtime.</summary>
    public AlertingWorkGrain([PersistentState("work", "state")] IPersistentState<AlertingWorkState> state, IGrainFactory grains, ChannelDirectory channels, ILogger<AlertingWorkGrain> logger)
    {
        _state = state;
        _grains = grains;
        _channels = channels;
        _logger = logger;
        _save = new(state.WriteStateAsync);
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await this.GetReminder(ReminderName) is null) await this.RegisterOrUpdateReminder(ReminderName, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <inheritdoc/>
    // Saved even when known: the one who made it known may still wait for its write.
    public async ValueTask Register(AlertingWork work)
    {
        SetOf(work.Kind).Add(work.Key);
        await _save.SaveAsync();
    }

    /// <inheritdoc/>
    public async ValueTask Unregister(AlertingWork work)
    {
        if (SetOf(work.Kind).Remove(work.Key)) await _save.SaveAsync();
    }

    /// <inheritdoc/>
    public async ValueTask Wake()
    {
        var tasks = _state.State.Groups.Select(key => (Func<ValueTask>)(() => _grains.GetGrain<IAlertGroupGrain>(key).Wake()))
            .Concat(_state.State.Alerts.Select(key => (Func<ValueTask>)(async () => await _grains.GetGrain<IAlertGrain>(key).Get())))
            .Append(() => _grains.GetGrain<ISilenceGrain>(Tenants.Default).Wake())
            .Append(() => _grains.GetGrain<IAlertLeaseGrain>(Tenants.Default).Wake())
            .Append(async () => await _grains.GetGrain<IAlertRoutingGrain>(Tenants.Default).GetNewer(0))
            .Concat((await _channels.ListAsync()).Select(channel => (Func<ValueTask>)(() => _grains.GetGrain<IChannelGrain>(channel.Id).Wake())))
            .ToList();
        foreach (var some in tasks.Chunk(WokenAtOnce)) await Task.WhenAll(some.Select(WakeOneAsync));
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Wake().AsTask();

    private async Task WakeOneAsync(Func<ValueTask> wake)
    {
        try
        {
            await wake();
        }
        catch (Exception error)
        {
            // The others must not wait for it; the next minute tries again.
            LogWakeFailed(_logger, error);
        }
    }

    private HashSet<string> SetOf(AlertingWorkKind kind) => kind switch
    {
        AlertingWorkKind.Group => _state.State.Groups,
        AlertingWorkKind.Alert => _state.State.Alerts,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected Group or Alert."),
    };

    [LoggerMessage(5002, LogLevel.Warning, "Waking something with work left failed; the next try is in a minute")]
    private static partial void LogWakeFailed(ILogger logger, Exception error);
}
