using Microsoft.Extensions.Logging;

namespace EventFlow.Replay;

/// <summary>One replay: keeps plan and cursor, starts and halts the run, which works outside of turns.</summary>
internal sealed partial class ReplayGrain(
    [PersistentState("replay", "state")] IPersistentState<ReplayGrainState> storage, ReplayRunner runner, ReplayFiles files, TimeProvider time, ILogger<ReplayGrain> logger) : Grain, IReplayGrain
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private ReplayRun? _run;
    private Task _running = Task.CompletedTask;
    private IGrainTimer? _watch;
    private ReplayPoint? _saved;

    private string Id => this.GetPrimaryKeyString();

    private ReplayGrainState State => storage.State;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (State is not { Plan: not null, State: ReplayState.Running }) return;
        State.Resumed++;
        await storage.WriteStateAsync();
        Begin();
        LogGoesOn(Id, State.Point!.Read);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await StopRun();
        if (storage.RecordExists && State is { EndedAt: null, Plan: not null }) await storage.WriteStateAsync();
    }

    public async ValueTask<ReplayStatus> Start(ReplayPlan plan, IReadOnlyList<ReplayPartition> partitions, string who)
    {
        if (State.Plan is null)
        {
            storage.State = new()
            {
                Plan = plan, State = ReplayState.Running, CreatedBy = who, CreatedAt = Now(), Point = new(partitions, 0, 0, null, 0, new()),
            };
            await storage.WriteStateAsync();
            Begin();
            LogStarted(who, Id, plan.Target, string.Join(", ", plan.Streams));
        }

        return Status(withLists: true);
    }

    public ValueTask<ReplayStatus?> GetStatus(bool withLists)
    {
        if (withLists) _run?.WantLists();
        return new(State.Plan is null ? null : Status(withLists));
    }

    // Being called has activated it, and that is all it takes.
    public ValueTask Wake() => ValueTask.CompletedTask;

    public async ValueTask<Outcome<ReplayStatus>> Pause(string who)
    {
        if (State.Plan is null) return Unknown();
        if (State.State == ReplayState.Paused) return Done();
        if (State.State != ReplayState.Running) return HasEnded();
        _run?.Hold();
        State.State = ReplayState.Paused;
        await storage.WriteStateAsync();
        LogDone(who, "paused", Id);
        return Done();
    }

    public async ValueTask<Outcome<ReplayStatus>> Resume(string who)
    {
        if (State.Plan is null) return Unknown();
        if (State.State == ReplayState.Running) return Done();
        if (State.State != ReplayState.Paused) return HasEnded();
        (State.State, State.Error) = (ReplayState.Running, null);
        State.Resumed++;
        await storage.WriteStateAsync();
        if (_run is null) Begin();
        else _run.Release();
        LogDone(who, "resumed", Id);
        return Done();
    }

    public async ValueTask<Outcome<ReplayStatus>> Cancel(string who)
    {
        if (State.Plan is null) return Unknown();
        if (State.State == ReplayState.Cancelled) return Done();
        if (State.EndedAt is not null) return HasEnded();
        await StopRun();
        await End(ReplayState.Cancelled, null);
        LogDone(who, "cancelled", Id);
        return Done();
    }

    public async ValueTask<Outcome<ReplayStatus>> Delete(string who)
    {
        if (State.Plan is null) return Unknown();
        await StopRun();
        var last = Done();
        files.Delete(Id);
        await storage.ClearStateAsync();
        storage.State = new();
        LogDone(who, "deleted", Id);
        DeactivateOnIdle();
        return last;
    }

    private void Begin()
    {
        _saved = null;
        (_run, _running) = runner.Start(Id, State.Plan!, State.Point!);

        // Alive as long as it runs: nobody may ask for hours.
        _watch ??= this.RegisterGrainTimer(Watch, new GrainTimerCreationOptions(Period, Period) { KeepAlive = true });
    }

    private async Task Watch()
    {
        if (_run is null) return;
        if (_running.IsCompleted) await Conclude();
        else if (_run.Durable is { } durable && !ReferenceEquals(durable, _saved))
        {
            State.Point = WithoutLists(durable);
            await storage.WriteStateAsync();
            _saved = durable;
        }
    }

    private async Task Conclude()
    {
        var last = _run!.Durable;
        try
        {
            await _running;
            Forget();
            State.Point = last;
            await End(ReplayState.Completed, null);
            LogCompleted(Id, last!.Read, last.RunSeconds);
        }
        catch (ReplayHaltedException e)
        {
            Forget();
            if (last is not null) State.Point = WithoutLists(last);
            (State.State, State.Error) = (ReplayState.Paused, e.Message);
            await storage.WriteStateAsync();
            LogHalted(Id, e.Message);
        }
        catch (Exception e) when (_running.IsFaulted)
        {
            Forget();
            if (last is not null) State.Point = last;
            await End(ReplayState.Failed, e.Message);
            LogFailed(e, Id);
        }
    }

    private async Task End(ReplayState state, string? error)
    {
        (State.State, State.Error, State.EndedAt) = (state, error, Now());
        await storage.WriteStateAsync();
    }

    private async Task StopRun()
    {
        if (_run is not { } run) return;
        run.Stop();
        try
        {
            await _running;
        }
        catch (Exception e) when (e is OperationCanceledException or ReplayHaltedException)
        {
            // As asked.
        }
        catch (Exception e)
        {
            LogFailed(e, Id);
        }

        if (run.Durable is { } durable) State.Point = durable;
        Forget();
    }

    private void Forget()
    {
        _watch?.Dispose();
        (_run, _watch, _running) = (null, null, Task.CompletedTask);
    }

    private ReplayStatus Status(bool withLists)
    {
        var (run, point) = (_run, _run?.Now ?? State.Point!);
        var goes = run is { IsHeld: false, Waits: false } && State.State == ReplayState.Running;
        var rate = goes ? run!.Rate : point.RunSeconds > 0 ? point.Read / point.RunSeconds : 0;
        var left = point.Partitions.Sum(static p => p.EndOffset - p.NextOffset);
        return new()
        {
            Id = Id, Plan = withLists ? State.Plan! : State.Plan! with { Rules = [] }, State = State.State, Waits = run is { Waits: true, IsHeld: false }, Partitions = point.Partitions,
            Progress = State.State == ReplayState.Completed ? 1 : point.Progress, Read = point.Read, Matched = point.Matched, EventsPerSecond = Math.Round(rate, 1),
            SecondsLeft = goes && rate > 0 ? Math.Round(left / rate, 1) : null, EventTime = point.EventTime, Result = withLists ? point.Result : WithoutLists(point).Result, Error = State.Error,
            CreatedBy = State.CreatedBy, CreatedAt = State.CreatedAt, EndedAt = State.EndedAt, RunSeconds = Math.Round(point.RunSeconds, 3), Resumed = State.Resumed,
        };
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Outcome<ReplayStatus> Done() => Outcome<ReplayStatus>.Done(Status(withLists: false));

    private Outcome<ReplayStatus> Unknown() => Outcome<ReplayStatus>.NotFound($"There is no replay '{Id}'.");

    private Outcome<ReplayStatus> HasEnded() => Outcome<ReplayStatus>.Conflict($"Replay {Id} has ended ({State.State.ToString().ToLowerInvariant()}); start another.");

    private static ReplayPoint WithoutLists(ReplayPoint point) => point with { Result = point.Result with { AlertList = [], AnomalyList = [], SeriesList = [] } };

    [LoggerMessage(3300, LogLevel.Information, "{Who} started replay {Replay} of {Streams} into {Target}")]
    private partial void LogStarted(string who, string replay, ReplayTarget target, string streams);

    [LoggerMessage(3301, LogLevel.Information, "{Who} {What} replay {Replay}")]
    private partial void LogDone(string who, string what, string replay);

    [LoggerMessage(3302, LogLevel.Information, "Replay {Replay} goes on after a restart; {Read} events were read before")]
    private partial void LogGoesOn(string replay, long read);

    [LoggerMessage(3303, LogLevel.Information, "Replay {Replay} is complete: {Read} events in {Seconds} s")]
    private partial void LogCompleted(string replay, long read, double seconds);

    [LoggerMessage(3304, LogLevel.Warning, "Replay {Replay} halted: {Reason}")]
    private partial void LogHalted(string replay, string reason);

    [LoggerMessage(3305, LogLevel.Error, "Replay {Replay} failed and cannot go on")]
    private partial void LogFailed(Exception error, string replay);
}
