using EventFlow.Alerting.Escalation;
using EventFlow.Alerting.Routing;
using EventFlow.Notifications;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Alerting;

/// <summary>A group of alerts: saves what <see cref="GroupMachine"/> decides, keeps its time, and hands its messages to the channels.</summary>
/// <remarks>
/// Reentrant, so that many alerts that change together share a write and no alert waits while a channel takes a message. Safe because the machine's steps are one turn
/// each, writes go through <see cref="SharedSave"/>, and only one flush runs at a time.
/// </remarks>
[Reentrant]
public sealed partial class AlertGroupGrain : Grain, IAlertGroupGrain
{
    private const int RemarkedAtOnce = 32;

    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromHours(1);
    private static readonly TimeSpan HandedOverSaveDelay = TimeSpan.FromSeconds(5);

    // A remark is not worth more: where the grain that knows it was is gone, an answer may take half a minute.
    private static readonly TimeSpan LongestExplanation = TimeSpan.FromSeconds(1);

    private readonly IPersistentState<GroupState> _state;
    private readonly IGrainFactory _grains;
    private readonly INotificationRouter _router;
    private readonly RoutingBook _routing;
    private readonly ChannelDirectory _channels;
    private readonly ChannelKinds _kinds;
    private readonly EscalationBook _escalations;
    private readonly TimeProvider _time;
    private readonly ILogger<AlertGroupGrain> _logger;
    private readonly int _maxAlerts;
    private readonly SharedSave _save;
    private readonly HashSet<string> _joined = [];
    private IGrainTimer? _timer;
    private bool _flushing;
    private bool _registered;
    private Task _registering = Task.CompletedTask;
    private long _changes;
    private long _writingChanges;
    private long _savedChanges;
    private Task _writing = Task.CompletedTask;
    private string? _failure;

    /// <summary>Made by the runtime.</summary>
    public AlertGroupGrain(
        [PersistentState("group", "state")] IPersistentState<GroupState> state, IGrainFactory grains, INotificationRouter router, RoutingBook routing, ChannelDirectory channels, ChannelKinds kinds,
        EscalationBook escalations, IOptions<AlertingOptions> options, TimeProvider time, ILogger<AlertGroupGrain> logger)
    {
        _state = state;
        _grains = grains;
        _router = router;
        _routing = routing;
        _channels = channels;
        _kinds = kinds;
        _escalations = escalations;
        _time = time;
        _logger = logger;
        _maxAlerts = options.Value.MaxAlertsPerGroup;
        _save = new(WriteAsync);
    }

    private GroupState Group => _state.State;

    private string Key => this.GetPrimaryKeyString();

    private GroupTiming Timing => _router.TimingOf(Group.Route);

    // Whether its alerts would come here today. Under another grouping they have found other groups, and this one tells only those it has told, and only of the end.
    private bool IsCurrent => StormGuard.IsStorm(new(Key, Group.Route, Group.Labels)) || Group.Alerts.Values.Any(a => _router.GroupsOf(a.Labels).Any(g => g.Key == Key));

    private string? Policy => _router.EscalationOf(Group.Route) is { } policy && IsCurrent ? policy : null;

    private bool IsUnsaved => _savedChanges != _changes;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _routing.EnsureAsync();
        Arm();
    }

    /// <inheritdoc/>
    public async ValueTask Put(string route, LabelSet groupLabels, IReadOnlyList<AlertNotice> notices)
    {
        // Beside the write of the group: after a crash in between the alerts, which have not heard that they were taken, come again.
        if (!_registered && (!Group.IsIdle() || notices.Any(static n => AlertMachine.IsActive(n.State)))) Register();
        // A group that begins has the times of its route: where that is newer than what this silo has read, it is read first.
        if (Group.Alerts.Count == 0) await _routing.EnsureKnownAsync(route);
        _changes++;
        Group.Route = route;
        Group.Labels = groupLabels;
        var wasFull = Group.Truncated.Count > 0;
        var timing = Timing;
        foreach (var notice in notices) Take(notice, timing);
        if (!wasFull && Group.Truncated.Count > 0) LogFull(_logger, Key, _maxAlerts);
        // What is due at once is decided before the first write: then that holds the message too.
        if (!_flushing && (GroupMachine.NextDue(Group, timing) <= Now || AcknowledgementMachine.IsDue(Group))) await TryDecideAsync();
        Arm();
        // Also when nothing changed: a repeated call may follow one whose write failed.
        await Task.WhenAll(_registering, _save.SaveAsync());
    }

    private void Take(AlertNotice notice, GroupTiming timing)
    {
        if (GroupMachine.Put(Group, notice, timing, Now, _maxAlerts) && GroupMachine.ToldWithout(Group, notice.Fingerprint) is not null) _joined.Add(notice.Fingerprint);
    }

    /// <inheritdoc/>
    public ValueTask<EscalationStanding?> GetEscalation() => ValueTask.FromResult(
        Group.Escalation is { } e ? new EscalationStanding(Key, e.Policy, e.StepsDone, e.Round, e.PausedAt, e.NextAt, e.RemindAt) : null);

    /// <inheritdoc/>
    public async ValueTask Wake()
    {
        _registered = true;
        // A crash came after it had become idle and before it was taken off the list.
        if (Group.IsIdle()) await UnregisterAsync();
        Arm();
    }

    /// <inheritdoc/>
    public async ValueTask Reroute(long routingVersion)
    {
        await _routing.EnsureAsync(routingVersion);
        var channels = await _channels.ListAsync();
        await EnsureRoutingAsync(channels);
        var isChanged = GroupMachine.AwaitUntold(Group, ReceiversAmong(channels), Timing, Now);
        isChanged |= EscalationMachine.Follow(Group, Policy);
        if (isChanged) _changes++;
        Arm();
        // Also when nothing changed: a repeated call may follow one whose write failed.
        if (IsUnsaved) await _save.SaveAsync();
    }

    // One timer at a time, set to what is due next. It is only ever a way to be early: what is due is in the state, and Wake asks again each minute.
    private void Arm()
    {
        if (_flushing) return;
        var due = IsTelling ? Now : NextDue;
        // In a muted time nothing is told; what still goes on afterwards is.
        if (due is { } wanted && !IsTelling && _router.MutedUntil(Group.Route, Math.Max(wanted, Now)) is { } unmuted) due = Math.Max(wanted, unmuted);
        if (_registered && Group.IsIdle()) due = Now;
        var wait = due is { } at ? TimeSpan.FromMilliseconds(Math.Max(0, at - Now)) : (TimeSpan?)null;
        // That its messages were handed over needs no write at once: their channels know them for a while when they come again.
        if (IsUnsaved && (wait is null || wait > HandedOverSaveDelay)) wait = HandedOverSaveDelay;
        if (wait is { } until) Arm(until);
        else Disarm();
    }

    private bool IsTelling => Group.Outbox.Count > 0 || Group.Remarks.Count > 0 || _joined.Count > 0;

    private long? NextDue
    {
        get
        {
            if (AcknowledgementMachine.IsDue(Group)) return Now;
            // One that has yet to begin is not in the state: a crash may have come between the first message and its beginning.
            var step = Group.Escalation is null && EscalationMachine.MayBegin(Group) && Policy is not null ? Now : EscalationMachine.NextDue(Group);
            var due = GroupMachine.NextDue(Group, Timing);
            return due is null || step < due ? step : due;
        }
    }

    private void Arm(TimeSpan wait)
    {
        Disarm();
        if (wait > LongestTimer) wait = LongestTimer;
        DelayDeactivation(wait + TimeSpan.FromMinutes(1));
        _timer = this.RegisterGrainTimer(
            static (grain, _) => grain.FlushAsync(), this, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
    }

    private void Disarm()
    {
        _timer?.Dispose();
        _timer = null;
    }

    private async Task FlushAsync()
    {
        if (_flushing) return;
        _flushing = true;
        var failed = true;
        try
        {
            if (Group.Truncated.Count > 0) await TakeTruncatedAsync();
            await DecideAsync();
            // What is sent must be known after a crash: else the same news would go out again under another id.
            await EnsureSavedAsync();
            if (!_registered && !Group.IsIdle()) Register();
            // That of an idle group was for what is over; it would fail each time anew.
            if (_registered || !Group.IsIdle()) await _registering;
            var sending = SendAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            // After the others have been told, so that what fails here keeps no message from them; and also where one did not take its message: all the more reason to tell the next.
            if (await EscalateAsync()) await SendAsync();
            await sending;
            await TellRemarksAsync();
            await TellJoinedAsync();
            if (Group.IsIdle() && _registered) await UnregisterAsync();
            failed = false;
            _failure = null;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailure(error);
            // The runtime has to know of it: what this activation believes is outdated.
            if (error is InconsistentStateException) throw;
        }
        finally
        {
            _flushing = false;
            if (failed) Arm(RetryAfterFailure);
            else Arm();
        }
    }

    // There was no room for them when they began; what has ended since has left some. Before it is decided what to tell: else people would be told that all is over while these go on.
    private async Task TakeTruncatedAsync()
    {
        var room = GroupMachine.Room(Group, _maxAlerts);
        foreach (var some in Group.Truncated.Take(Math.Max(0, room)).ToArray().Chunk(RemarkedAtOnce)) await Task.WhenAll(some.Select(TakeTruncatedAsync));
    }

    private async Task TakeTruncatedAsync(string fingerprint)
    {
        try
        {
            var alert = await _grains.GetGrain<IAlertGrain>(fingerprint).Get();
            _changes++;
            if (alert is not null && AlertMachine.IsActive(alert.Alert.State) && alert.Groups.Contains(Key)) Take(alert.ToNotice(), Timing);
            else Group.Truncated.Remove(fingerprint);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // One that does not answer must not keep the others' messages from anybody; the next time it is asked again.
            LogNotTaken(_logger, error, Key, fingerprint);
        }
    }

    // Each second the same failure again is one line.
    private void LogFailure(Exception error)
    {
        var cause = $"{error.GetType().Name}: {error.Message}";
        if (cause != _failure) LogFlushFailed(_logger, error, Key);
        _failure = cause;
    }

    private async Task WriteAsync()
    {
        var changes = _writingChanges = _changes;
        await (_writing = _state.WriteStateAsync());
        _savedChanges = changes;
    }

    // Where the write under way holds all there is, it is waited for; a second one would only put the message off.
    private Task EnsureSavedAsync()
    {
        if (!IsUnsaved) return Task.CompletedTask;
        return _writingChanges == _changes && !_writing.IsCompleted ? _writing : _save.SaveAsync();
    }

    private async Task TryDecideAsync()
    {
        try
        {
            await DecideAsync();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // It is decided from the timer, which says what is wrong.
        }
    }

    private async Task DecideAsync()
    {
        await _routing.EnsureKnownAsync(Group.Route);
        if (!(GroupMachine.NextDue(Group, Timing) <= Now) && !AcknowledgementMachine.IsDue(Group)) return;
        var channels = await _channels.ListAsync();
        await EnsureRoutingAsync(channels);
        if (_router.MutedUntil(Group.Route, Now) is not null) return;
        var receivers = ReceiversAmong(channels);
        var told = Group.Outbox.Count;
        var isChanged = GroupMachine.NextDue(Group, Timing) <= Now && GroupMachine.Tick(Group, Key, receivers, Timing, Now);
        if (AcknowledgementMachine.IsDue(Group)) isChanged |= AcknowledgementMachine.Tick(Group, Key, _kinds.HearingAcknowledgement(channels), Now);
        if (!isChanged) return;
        _changes++;
        await ExplainAsync(told);
    }

    // In a cluster what this silo has read may be a moment old: before it takes its group for one that alerts do not come to any more, it reads again.
    private async ValueTask EnsureRoutingAsync(IReadOnlyList<ChannelDefinition> channels)
    {
        await _routing.EnsureKnownAsync(Group.Route, channels);
        if (Group.Alerts.Count > 0 && !IsCurrent) await _routing.RefreshAsync();
    }

    private IReadOnlyList<ChannelDefinition> ReceiversAmong(IReadOnlyList<ChannelDefinition> channels) =>
        IsCurrent ? _router.ReceiversOf(Group.Route, GroupMachine.ReceiverSeverity(Group), channels) : [];

    private async Task<bool> EscalateAsync()
    {
        if ((Policy is null && Group.Escalation is null) || !EscalationMachine.IsDue(Group, Now) || _router.MutedUntil(Group.Route, Now) is not null) return false;
        var index = await _escalations.RefreshAsync();
        var channels = await _channels.ListAsync();
        await EnsureRoutingAsync(channels);
        // It could be deleted because no route names it any more; this silo may not have read that yet.
        if (Policy is { } named && index.Path(named) is null) await _routing.RefreshAsync();
        var told = Group.Outbox.Count;
        if (!EscalationMachine.Tick(Group, Key, Policy, index, channels, Now)) return false;
        _changes++;
        await ExplainAsync(told);
        await EnsureSavedAsync();
        return true;
    }

    // A remark for the reader: a message goes out without it rather than later.
    private async ValueTask ExplainAsync(int told)
    {
        if (Group.Outbox.Count <= told) return;
        try
        {
            // By id: others may leave the outbox meanwhile.
            var messages = Group.Outbox.Skip(told).Select(static m => m.Notification.Id).ToHashSet(StringComparer.Ordinal);
            string[] alerts = [.. Group.Outbox.Skip(told).SelectMany(static m => m.Notification.Alerts).Select(static a => a.Fingerprint).Distinct()];
            var cause = await _grains.GetGrain<IIncidentGrain>(Tenants.Default).CauseOf(alerts).AsTask().WaitAsync(LongestExplanation, _time);
            GroupMachine.Explain(Group, messages, cause);
            _changes++;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNoCause(_logger, error, Key);
        }
    }

    // A message leaves the outbox after its channel has saved it; told twice, the channel knows it by its id.
    private async Task SendAsync()
    {
        if (Group.Outbox.Count == 0) return;
        // To all at once: a channel that does not answer must not keep the message from the next one.
        await Task.WhenAll(Group.Outbox.ToArray().Select(SendAsync));
    }

    private async Task SendAsync(GroupMessage message)
    {
        await _grains.GetGrain<IChannelGrain>(message.Channel).Enqueue(message.Notification);
        // By id: a remark on the cause may have been added while it was on its way.
        Group.Outbox.RemoveAll(m => m.Channel == message.Channel && m.Notification.Id == message.Notification.Id);
        _changes++;
    }

    // Told until it was taken; the alert knows it when it comes twice.
    private async Task TellRemarksAsync()
    {
        while (Group.Remarks.Count > 0)
        {
            var remark = Group.Remarks[0];
            foreach (var some in remark.Fingerprints.Chunk(RemarkedAtOnce)) await Task.WhenAll(some.Select(f => _grains.GetGrain<IAlertGrain>(f).NoteEscalation(remark.Note).AsTask()));
            Group.Remarks.Remove(remark);
            _changes++;
            if (Group.Remarks.Count == 0) await _save.SaveAsync();
        }
    }

    // An alert that joins an incident people know of is told later, or never when it ends sooner: what was done about it must not look like nothing. Told from the timer, for
    // the alert waits for Put; not kept across a crash, for it is only a remark.
    private async Task TellJoinedAsync()
    {
        string[] joined = [.. _joined];
        _joined.Clear();
        foreach (var some in joined.Chunk(RemarkedAtOnce)) await Task.WhenAll(some.Select(TellJoinedAsync));
    }

    private async Task TellJoinedAsync(string fingerprint)
    {
        if (GroupMachine.ToldWithout(Group, fingerprint) is not { } channels || !Group.Alerts.TryGetValue(fingerprint, out var alert)) return;
        await _grains.GetGrain<IAlertGrain>(fingerprint).NoteDelivery(new($"joined-{alert.Episode}", channels, "firing", AlertDeliveries.Joined, Now, 0, null));
    }

    private void Register()
    {
        _registered = true;
        _registering = RegisterAsync();

        async Task RegisterAsync()
        {
            try
            {
                await _grains.GetGrain<IAlertingWorkGrain>(Tenants.Default).Register(AlertingWork.Group(Key));
            }
            catch
            {
                _registered = false;
                throw;
            }
        }
    }

    private async Task UnregisterAsync()
    {
        // What it handed over last must be known to be so before nobody wakes it any more.
        await EnsureSavedAsync();
        _registered = false;
        await _grains.GetGrain<IAlertingWorkGrain>(Tenants.Default).Unregister(AlertingWork.Group(Key));
        // An alert that came meanwhile was not registered, or its registration has just been taken away.
        if (!Group.IsIdle()) await _grains.GetGrain<IAlertingWorkGrain>(Tenants.Default).Register(AlertingWork.Group(Key));
        _registered = !Group.IsIdle();
    }

    [LoggerMessage(5004, LogLevel.Warning, "Group {Group} could not decide, save or hand over its notifications; it tries again each second and says so anew when the cause changes")]
    private static partial void LogFlushFailed(ILogger logger, Exception error, string group);

    [LoggerMessage(5008, LogLevel.Debug, "Group {Group} tells its alerts without where the incident began")]
    private static partial void LogNoCause(ILogger logger, Exception error, string group);

    [LoggerMessage(5017, LogLevel.Debug, "Group {Group} has room for alert {Alert}, which does not answer; it is asked again with the next message")]
    private static partial void LogNotTaken(ILogger logger, Exception error, string group, string alert);

    [LoggerMessage(5006, LogLevel.Warning, "Group {Group} holds {Limit} alerts and takes no more; those beyond are only counted in its notifications. Group by more labels, or raise MaxAlertsPerGroup")]
    private static partial void LogFull(ILogger logger, string group, int limit);
}
