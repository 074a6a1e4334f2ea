using System.Globalization;
using EventFlow.Alerting.Intake;
using EventFlow.Notifications;
using Microsoft.Extensions.Logging;

namespace EventFlow.Alerting;

/// <summary>
/// Keeps the list of what has something left to do, and wakes it when asked and once a minute. The list is in memory; on disk it lies in <see cref="Parts"/> parts by the hash of the
/// key, each stored by a grain of its own, so that a registration writes a handful of keys, however long the list is.
/// </summary>
/// <remarks>Reentrant: the list is a set, changed in one step; registrations of one part that arrive together share a write, and what is woken may register or unregister meanwhile.</remarks>
[Reentrant]
public sealed partial class AlertingWorkGrain : Grain, IAlertingWorkGrain, IRemindable
{
    /// <summary>Parts of the list on disk. Stored data depends on it, so it never changes.</summary>
    public const int Parts = 256;

    private const string ReminderName = "wake";
    private const int WokenAtOnce = 32;

    private readonly IPersistentState<AlertingWorkState> _state;
    private readonly IGrainFactory _grains;
    private readonly ChannelDirectory _channels;
    private readonly ILogger<AlertingWorkGrain> _logger;
    private readonly HashSet<AlertingWork>[] _parts = [.. Enumerable.Range(0, Parts).Select(static _ => new HashSet<AlertingWork>())];
    private readonly SharedSave?[] _saves = new SharedSave?[Parts];

    /// <summary>Made by the runtime.</summary>
    public AlertingWorkGrain([PersistentState("work", "state")] IPersistentState<AlertingWorkState> state, IGrainFactory grains, ChannelDirectory channels, ILogger<AlertingWorkGrain> logger)
    {
        _state = state;
        _grains = grains;
        _channels = channels;
        _logger = logger;
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var part in await Task.WhenAll(Enumerable.Range(0, Parts).Select(i => Part(i).Load().AsTask())))
            foreach (var work in part) _parts[PartOf(work)].Add(work);
        await TakeWholeAsync();
        if (await this.GetReminder(ReminderName) is null) await this.RegisterOrUpdateReminder(ReminderName, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <inheritdoc/>
    // Saved even when known: the one who made it known may still wait for its write.
    public async ValueTask Register(AlertingWork work)
    {
        _parts[PartOf(work)].Add(work);
        await SaveAsync(PartOf(work));
    }

    /// <inheritdoc/>
    public async ValueTask Unregister(AlertingWork work)
    {
        if (_parts[PartOf(work)].Remove(work)) await SaveAsync(PartOf(work));
    }

    /// <inheritdoc/>
    public async ValueTask Wake()
    {
        var tasks = _parts.SelectMany(static p => p).OrderBy(static w => w.Kind).Select(work => (Func<ValueTask>)(() => WakeAsync(work)))
            .Append(() => _grains.GetGrain<ISilenceGrain>(Tenants.Default).Wake())
            .Append(() => _grains.GetGrain<IAlertLeaseGrain>(Tenants.Default).Wake())
            .Append(async () => await _grains.GetGrain<IAlertRoutingGrain>(Tenants.Default).GetNewer(0))
            .Concat((await _channels.ListAsync()).Select(channel => (Func<ValueTask>)(() => _grains.GetGrain<IChannelGrain>(channel.Id).Wake())))
            .ToList();
        foreach (var some in tasks.Chunk(WokenAtOnce)) await Task.WhenAll(some.Select(WakeOneAsync));
    }

    /// <inheritdoc/>
    public async ValueTask Reroute(long routingVersion)
    {
        Task? failed = null;
        var groups = _parts.SelectMany(static p => p).Where(static w => w.Kind == AlertingWorkKind.Group).ToArray();
        foreach (var some in groups.Chunk(WokenAtOnce))
        {
            var told = Task.WhenAll(some.Select(w => _grains.GetGrain<IAlertGroupGrain>(w.Key).Reroute(routingVersion).AsTask()));
            await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (!told.IsCompletedSuccessfully) failed ??= told;
        }
        if (failed is not null) await failed;
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

    private async ValueTask WakeAsync(AlertingWork work)
    {
        if (work.Kind == AlertingWorkKind.Group) await _grains.GetGrain<IAlertGroupGrain>(work.Key).Wake();
        else await _grains.GetGrain<IAlertGrain>(work.Key).Get();
    }

    // Earlier versions stored the list as a whole. First the parts, then it is forgotten: after a crash in between it is read again.
    private async Task TakeWholeAsync()
    {
        var whole = _state.State.Groups.Select(AlertingWork.Group).Concat(_state.State.Alerts.Select(AlertingWork.Alert)).ToList();
        if (whole.Count == 0) return;
        foreach (var work in whole) _parts[PartOf(work)].Add(work);
        await Task.WhenAll(whole.Select(PartOf).Distinct().Select(SaveAsync));
        await _state.ClearStateAsync();
    }

    private Task SaveAsync(int part) => (_saves[part] ??= new(() => Part(part).Store([.. _parts[part]]).AsTask())).SaveAsync();

    private static int PartOf(AlertingWork work) => Partitioning.Of(work.Key, Parts);

    private IAlertingWorkPartGrain Part(int part) => _grains.GetGrain<IAlertingWorkPartGrain>(string.Create(CultureInfo.InvariantCulture, $"{this.GetPrimaryKeyString()}/{part:D3}"));

    [LoggerMessage(5002, LogLevel.Warning, "Waking something with work left failed; the next try is in a minute")]
    private static partial void LogWakeFailed(ILogger logger, Exception error);
}
