using EventFlow.Alerting.Routing;
using EventFlow.Alerting.Suppression;
using Microsoft.Extensions.Logging;

namespace EventFlow.Alerting;

/// <summary>One alert: saves what <see cref="AlertMachine"/> decides, and only then has <see cref="AlertHandover"/> tell of it.</summary>
public sealed partial class AlertGrain(
    [PersistentState("alert", "state")] IPersistentState<AlertGrainState> state, AlertHandover handover, AlertPolicy policy, INotificationRouter router, StormGuard storms, IGrainFactory grains, TimeProvider time, ILogger<AlertGrain> logger)
    : Grain, IAlertGrain, IAlertBatchGrain
{
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettledSaveDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromHours(1);

    private IGrainTimer? _timer;
    private TimeSpan _wait;
    private bool _unsaved;
    private bool _registered;
    private string? _failure;

    // The version at which others were last owed something, and whether a caller of Take tells them.
    private long _owedSince;
    private bool _isBeingTold;

    private AlertRecord Alert => state.State.Alert;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private AlertingWork Work => AlertingWork.Alert(this.GetPrimaryKeyString());

    private IAlertingWorkGrain WorkList => grains.GetGrain<IAlertingWorkGrain>(Tenants.Default);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (state.State.IsSettled() && AlertMachine.NextDue(Alert, policy.Flaps) is null) return Task.CompletedTask;
        // A crash came between saving and telling. It may have been registered then; unregistering in vain is harmless.
        _registered = true;
        Continue(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_unsaved) await state.WriteStateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> Signal(AlertSignal signal)
    {
        var isChanged = await ApplyAsync(signal);
        // Also after a replay: the state is saved, the telling may not have been finished.
        if (!state.State.IsSettled()) await TellAsync();
        return isChanged;
    }

    /// <inheritdoc/>
    public async ValueTask<AlertOwed?> Take(AlertSignal signal)
    {
        await ApplyAsync(signal);
        if (state.State.IsSettled()) return null;
        if (AlertMachine.NextDue(Alert, policy.Flaps) is not null) await RegisterAsync();
        if (state.State.Owed.HasFlag(AlertAudience.Inhibition)) await TellInhibitionAsync();
        _isBeingTold = true;
        Continue(SettledSaveDelay);
        return new(state.State.Owed, Alert.ToNotice(), Alert.ToSummary(), [.. Alert.Groups], [.. state.State.Unlogged]);
    }

    /// <inheritdoc/>
    public ValueTask Told(long version, AlertAudience audience, int logged)
    {
        // What has changed since is owed anew.
        if (version < _owedSince || !_isBeingTold) return ValueTask.CompletedTask;
        state.State.Owed &= ~audience;
        state.State.Unlogged.RemoveRange(0, Math.Min(logged, state.State.Unlogged.Count));
        _unsaved = true;
        _isBeingTold = false;
        // What is left is told from the timer that Take has set. That all is told needs no write of its own: the next change brings it, or that timer does.
        return ValueTask.CompletedTask;
    }

    // What fails stays owed and is told from the timer, which says what is wrong; the alert is stored, so nobody has to send it again for this.
    private async ValueTask TellInhibitionAsync()
    {
        try
        {
            await handover.TellInhibitionAsync(state.State);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailure(error);
        }
    }

    private async ValueTask<bool> ApplyAsync(AlertSignal signal)
    {
        await policy.ReadyAsync();
        var holds = AlertHolds.None;
        if (signal.Kind == AlertSignalKind.Firing && !AlertMachine.IsActive(Alert.State)) holds = await policy.HoldsOfAsync(signal.Fingerprint, signal.Labels, Now);
        var silence = policy.SilenceOf(Alert);
        var change = AlertMachine.Apply(Alert, signal, Now, holds, policy.Flaps, policy.Describe(holds));
        _unsaved = true;
        if (change == AlertChange.None) return false;
        await SaveTransitionAsync();
        if (silence is not null && Alert.State == AlertState.Resolved) _ = LearnAsync(silence);
        return true;
    }

    // That somebody did not want to hear of it until it was over. Nothing waits for this, for the series that signals is asked; a crash in between loses a hint.
    private async Task LearnAsync(Silence silence)
    {
        try
        {
            await grains.GetGrain<IFeedbackGrain>(Tenants.Default).Learn(Alert.ToDetail(), Lesson.Silence, silence.CreatedBy, silence.Comment);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNotLearned(logger, error, this.GetPrimaryKeyString(), silence.Id);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<AlertDetail>> Acknowledge(string who, string comment, long? until) => Command(() => AlertMachine.Acknowledge(Alert, who, comment, Now, until));

    /// <inheritdoc/>
    public ValueTask<Outcome<AlertDetail>> Unacknowledge(string who, string comment) => Command(() => AlertMachine.Unacknowledge(Alert, who, comment, Now));

    /// <inheritdoc/>
    public ValueTask<Outcome<AlertDetail>> Resolve(string who, string comment) => Command(() => AlertMachine.Resolve(Alert, who, comment, Now));

    /// <inheritdoc/>
    public async ValueTask Expire()
    {
        if (Alert.ExpiresAt is null || AlertMachine.Expire(Alert, Now) == AlertChange.None) return;
        await RegisterAsync();
        await SaveTransitionAsync();
        await TellAsync();
    }

    /// <inheritdoc/>
    public async ValueTask Reassess(long silencesVersion, long routingVersion)
    {
        if (!AlertMachine.IsActive(Alert.State)) return;
        await policy.ReadyAsync(silencesVersion, routingVersion);
        var holds = await policy.HoldsOfAsync(Alert.Fingerprint, Alert.Labels, Now);
        var change = AlertMachine.Reassess(Alert, holds, policy.Describe(holds), Now);
        var isRerouted = await RouteAsync();
        if (change == AlertChange.None && !isRerouted) return;
        // The groups among them: those that are new must hear of it, the others know what they know.
        Owe(AlertAudience.Index | AlertAudience.Live | AlertAudience.Groups);
        await RegisterAsync();
        if (change == AlertChange.Transition) await SaveTransitionAsync();
        else await SaveAsync();
        await TellAsync();
    }

    /// <inheritdoc/>
    public async ValueTask NoteDelivery(AlertDelivery delivery)
    {
        if (Note(delivery) is { } shown) await handover.ShowAsync([shown]);
    }

    /// <inheritdoc/>
    public ValueTask<AlertSummary?> NoteDelivered(AlertDelivery delivery) => ValueTask.FromResult(Note(delivery));

    // Not saved at once: the channel keeps its report stored for longer than this waits, and gives it again after a crash. So what became of several messages, and that all is told, is one write.
    private AlertSummary? Note(AlertDelivery delivery)
    {
        if (Alert.Version == 0) return null;
        if (AlertMachine.NoteDelivery(Alert, delivery, Now) != AlertChange.None) SaveSoon();
        return Alert.ToSummary();
    }

    /// <inheritdoc/>
    public async ValueTask NoteEscalation(EscalationNote note)
    {
        if (AlertMachine.NoteEscalation(Alert, note, Now) == AlertChange.None)
        {
            if (!state.State.IsSettled()) await TellAsync();
            return;
        }
        Owe(AlertAudience.Index | AlertAudience.Live);
        Log();
        await SaveAsync();
        await TellAsync();
    }

    /// <inheritdoc/>
    public ValueTask<AlertDetail?> Get() => ValueTask.FromResult(Alert.Version == 0 ? null : Alert.ToDetail());

    // Nobody repeats what a person did, as a rule repeats its signal: it is registered first, so that a restart finishes it.
    private async ValueTask<Outcome<AlertDetail>> Command(Func<string?> command)
    {
        if (Alert.Version == 0) return Outcome<AlertDetail>.NotFound($"There is no alert '{this.GetPrimaryKeyString()}'.");
        if (command() is { } conflict) return Outcome<AlertDetail>.Conflict(conflict);
        await RegisterAsync();
        await SaveTransitionAsync();
        await TellAsync();
        return Outcome<AlertDetail>.Done(Alert.ToDetail());
    }

    private async Task SaveTransitionAsync()
    {
        var transition = Alert.History[^1];
        if (AlertMachine.IsActive(transition.To)) await RouteAsync();
        if (AlertMachine.IsActive(transition.To) != AlertMachine.IsActive(transition.From)) Owe(AlertAudience.Inhibition);
        Owe(AlertAudience.Index | AlertAudience.Service | AlertAudience.Live | AlertAudience.Incidents);
        // Pending is not news for a group, nor is its cancelling: an alert that is not active and was not.
        if (AlertMachine.IsActive(transition.To) || AlertMachine.IsActive(transition.From)) Owe(AlertAudience.Groups);
        Log();
        await SaveAsync();
    }

    private void Log()
    {
        state.State.Unlogged.Add(AlertLog.LastTransition(Alert));
        if (state.State.Unlogged.Count > AlertMachine.MaxHistory) state.State.Unlogged.RemoveAt(0);
    }

    private void Owe(AlertAudience audience)
    {
        state.State.Owed |= audience;
        _owedSince = Alert.Version;
        _isBeingTold = false;
    }

    // Groups are only ever added within an episode: whoever was told of its beginning is told of its end. Returns whether one was.
    private async ValueTask<bool> RouteAsync()
    {
        var isChanged = false;
        foreach (var group in router.GroupsOf(Alert.Labels))
        {
            if (Alert.Groups.Exists(g => g.Key == group.Key || (g.Route == group.Route && StormGuard.IsStorm(g)))) continue;
            Alert.Groups.Add(await storms.AdmitAsync(group, Alert.Labels));
            isChanged = true;
        }
        return isChanged;
    }

    private async Task SaveAsync()
    {
        try
        {
            await state.WriteStateAsync();
            _unsaved = false;
        }
        catch
        {
            // What is not stored must not be believed: the next call reads afresh, and a repeated signal is new again.
            _unsaved = false;
            DeactivateOnIdle();
            throw;
        }
    }

    private async ValueTask TellAsync()
    {
        _isBeingTold = false;
        try
        {
            await handover.TellAsync(state.State);
        }
        catch
        {
            Continue(RetryAfterFailure);
            throw;
        }
        var retryLog = await handover.LogAsync(state.State);
        _unsaved = true;
        if (retryLog is { } wait)
        {
            await RegisterAsync();
            Continue(wait);
            return;
        }
        if (state.State.Owed != AlertAudience.None)
        {
            Continue(RetryAfterFailure);
            return;
        }
        if (AlertMachine.NextDue(Alert, policy.Flaps) is { } due)
        {
            // It must be awake then, also after a restart.
            await RegisterAsync();
            await SaveAsync();
            Continue(TimeSpan.FromMilliseconds(Math.Max(0, due - Now)));
            return;
        }
        if (_registered)
        {
            // Taken off first: after a crash in between it is told of once more, which is harmless; the other way round it would stand in the list for good.
            await WorkList.Unregister(Work);
            _registered = false;
            await SaveAsync();
            return;
        }
        // That all is told needs no write of its own: the next change brings it, or this does, and telling twice is harmless.
        Continue(SettledSaveDelay);
    }

    private async ValueTask RegisterAsync()
    {
        if (_registered) return;
        try
        {
            await WorkList.Register(Work);
            _registered = true;
        }
        catch
        {
            _unsaved = false;
            DeactivateOnIdle();
            throw;
        }
    }

    // At once there would be a write for each report; what is not saved is lost by a crash alone, and then told again.
    private void SaveSoon()
    {
        _unsaved = true;
        if (_timer is null || _wait > SettledSaveDelay) Continue(SettledSaveDelay);
    }

    // What was told of it is true whether it is stored or not, so it is kept and tried again.
    private async Task SaveRemarksAsync()
    {
        _unsaved = false;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            _unsaved = true;
            Continue(RetryAfterFailure);
            throw;
        }
    }

    private void Continue(TimeSpan after)
    {
        EndTimer();
        if (after > LongestTimer) after = LongestTimer;
        _wait = after;
        _timer = this.RegisterGrainTimer(static (grain, _) => grain.ContinueAsync(), this, new GrainTimerCreationOptions(after, Timeout.InfiniteTimeSpan));
    }

    private void EndTimer()
    {
        _timer?.Dispose();
        _timer = null;
    }

    private async Task ContinueAsync()
    {
        EndTimer();
        try
        {
            var isDue = AlertMachine.Tick(Alert, policy.Flaps, Now) == AlertChange.Transition;
            if (isDue) await SaveTransitionAsync();
            if (isDue || _registered || !state.State.IsSettled() || AlertMachine.NextDue(Alert, policy.Flaps) is not null) await TellAsync();
            else if (_unsaved) await SaveRemarksAsync();
            _failure = null;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailure(error);
            // The runtime has to know of it: what this activation believes is outdated.
            if (error is InconsistentStateException) throw;
        }
    }

    // Each second the same failure again is one line.
    private void LogFailure(Exception error)
    {
        var cause = $"{error.GetType().Name}: {error.Message}";
        if (cause != _failure) LogContinueFailed(logger, error, this.GetPrimaryKeyString());
        _failure = cause;
    }

    [LoggerMessage(5009, LogLevel.Debug, "Nothing was learned from silence {Silence} of alert {Alert}")]
    private static partial void LogNotLearned(ILogger logger, Exception error, string alert, string silence);

    [LoggerMessage(5005, LogLevel.Warning, "Alert {Alert} could not save a change or tell of it; it tries again and says so anew when the cause changes")]
    private static partial void LogContinueFailed(ILogger logger, Exception error, string alert);
}
