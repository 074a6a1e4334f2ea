using EventFlow.EventStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Ingestion;

/// <summary>One partition of the log: applies its frames and moves the checkpoint behind what is saved.</summary>
/// <remarks>
/// Nothing is skipped: a delivery in which a grain fails is refused, and the stream brings it again; grains that took their share the first time tell it by its offsets.
/// After a kill the partition goes on from the checkpoint, before which every grain it fed has saved; what comes again behind it is told likewise.
/// </remarks>
[ImplicitStreamSubscription(StreamNames.Namespace)]
internal sealed partial class IngestionGrain(
    [PersistentState("ingestion", "state")] IPersistentState<IngestionState> storage, IEventLog log, IngestionProgress progress, IngestionInstruments instruments,
    IOptions<IngestionOptions> options, TimeProvider clock, ILogger<IngestionGrain> logger)
    : Grain, IIngestionGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<EventBatch>
{
    private readonly CheckpointPace _pace = new(clock);
    private IngestionEngine _engine = null!;
    private GrainFeeder _feeder = null!;
    private UnsavedGrains _unsaved = null!;
    private Task<bool>? _checkpoint;
    private string _stream = "";
    private string? _deliveryError;
    private string? _checkpointError;
    private int _partition;
    private bool _goesBack;

    private string Key => this.GetPrimaryKeyString();

    private bool IsCrowded => _engine.NextOffset - storage.State.NextOffset >= options.Value.CheckpointEvents;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!EventStreams.TryParseKey(Key, out _stream, out _partition) || !EventStreams.IngestedOf(log.Streams).Contains((_stream, _partition)))
        {
            throw new ArgumentException($"The key of an ingestion grain is '{Key}'; expected a partition of the log, such as {StreamNames.Metrics}-0.");
        }

        _engine = new IngestionEngine(Key, storage.State, options.Value, options.Value.WindowOf(log.Streams.First(s => s.Name == _stream)));
        var fed = new FedOffsets();
        _feeder = new GrainFeeder(Key, _stream, GrainFactory, fed, options.Value, instruments, clock, logger);
        _unsaved = new UnsavedGrains(Key, _stream, GrainFactory, fed, options.Value, instruments, clock, logger);
        await CompareWithLogAsync(cancellationToken);
        var interval = options.Value.CheckpointInterval;

        // Interleaving is safe: a tick takes a snapshot of what is applied in one turn, and a delivery under way becomes part of it only when it is complete.
        this.RegisterGrainTimer(OnTick, new GrainTimerCreationOptions(interval, interval) { Interleave = true });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            await CheckpointAsync();
        }
        finally
        {
            // Another process may apply it from now on: what this one knows of it would stand still and look like lag.
            progress.End(_stream, _partition);
        }
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        // Also from 0: without a token a stream may go on where it stands, which is behind what an activation that was lost before its first checkpoint had applied.
        await handleFactory.Create<EventBatch>().ResumeAsync(this, new EventSequenceTokenV2(_engine.NextOffset));
    }

    public async Task OnNextAsync(IList<SequentialItem<EventBatch>> items)
    {
        var plan = _engine.Plan(items.Select(static i => i.Item));
        try
        {
            await _feeder.FeedAsync(plan);
        }
        catch (StateLostException loss)
        {
            GoBack(loss.Message);
            throw;
        }

        Commit(plan);
        if (IsCrowded)
        {
            await OnTick();
        }
    }

    public Task OnErrorAsync(Exception ex)
    {
        _deliveryError = ex.Message;
        return Task.CompletedTask;
    }

    public ValueTask<IngestionStatus> GetStatus() => new(new IngestionStatus(
        _stream, _partition, _engine.NextOffset, storage.State.NextOffset, _engine.Duplicates, _engine.Events, _deliveryError ?? _feeder.Error ?? _checkpointError ?? _unsaved.Error));

    public async ValueTask Checkpoint()
    {
        if (!await CheckpointAsync())
        {
            throw new InvalidOperationException($"The checkpoint of {Key} stays at {storage.State.NextOffset}: {_checkpointError}");
        }
    }

    // In one turn, so that a checkpoint sees all of a delivery or nothing.
    private void Commit(DeliveryPlan plan)
    {
        _unsaved.Add(plan);
        _engine.Commit(plan);
        _deliveryError = null;
        instruments.Duplicates(plan.Duplicates, "grain");
        instruments.Consumed(_stream, plan.Routed + plan.Duplicates);
        progress.Applied(_stream, _partition, _engine.NextOffset);
    }

    private async Task OnTick()
    {
        if (_pace.IsDue(IsCrowded))
        {
            await CheckpointAsync();
        }
    }

    /// <summary>Saves and moves the checkpoint; false when that failed, and everything is as before.</summary>
    private async Task<bool> CheckpointAsync()
    {
        // One under way covers less than what is wanted now, so it is waited for and followed by another.
        while (_checkpoint is { } running)
        {
            await running;
        }

        // Whoever is asked to save now may be the stand-in of a grain that was lost, and have nothing to save: moved, the checkpoint would step over what it lost.
        if (_goesBack)
        {
            return false;
        }

        if (_engine.NextOffset == storage.State.NextOffset && !_unsaved.IsRetryDue)
        {
            return true;
        }

        _checkpoint = SaveAllAsync();
        try
        {
            return await _checkpoint;
        }
        finally
        {
            _checkpoint = null;
        }
    }

    private async Task<bool> SaveAllAsync()
    {
        var started = clock.GetTimestamp();
        var snapshot = _engine.Snapshot();
        var saved = await _unsaved.SaveAsync();
        if (!saved)
        {
            Complain(_unsaved.Error!);
        }

        if (_unsaved.HasLoss)
        {
            GoBack(_unsaved.Error!);
        }

        saved = saved && !_goesBack && await SaveStateAsync(snapshot);
        var elapsed = clock.GetElapsedTime(started);
        _pace.Ended(elapsed, saved);
        instruments.CheckpointTook(elapsed, saved);
        return saved;
    }

    private async Task<bool> SaveStateAsync(IngestionState snapshot)
    {
        var before = storage.State;
        try
        {
            storage.State = snapshot;
            await storage.WriteStateAsync();
            _checkpointError = null;
            return true;
        }
        catch (Exception e)
        {
            storage.State = before;
            Complain($"it could not be written: {e.Message}");
            if (e is InconsistentStateException)
            {
                // Another activation has gone on from here; what this one knows is old.
                DeactivateOnIdle();
            }

            return false;
        }
    }

    // The next activation goes on from the checkpoint; those that still know what comes again tell it by its offsets.
    private void GoBack(string why)
    {
        _goesBack = true;
        LogGoesBack(Key, storage.State.NextOffset, _engine.NextOffset, why);
        DeactivateOnIdle();
    }

    // A cause that repeats every few seconds is logged when it changes.
    private void Complain(string what)
    {
        if (_checkpointError != what)
        {
            LogCheckpointStays(Key, storage.State.NextOffset, what);
        }

        _checkpointError = what;
    }

    private async Task CompareWithLogAsync(CancellationToken cancellationToken)
    {
        if (await log.GetPartition(_stream, _partition, cancellationToken) is not { } end)
        {
            return;
        }

        // What the log has no longer, or never had because its offsets begin higher, does not wait.
        progress.Begin(_stream, _partition, Math.Max(_engine.NextOffset, end.FirstOffset), end.NextOffset);
        if (_engine.NextOffset > end.NextOffset)
        {
            LogBeyondEnd(Key, _engine.NextOffset, end.NextOffset);
        }
        else if (_engine.NextOffset > 0 && _engine.NextOffset < end.FirstOffset)
        {
            LogExpired(Key, _engine.NextOffset, end.FirstOffset - 1);
        }
    }

    [LoggerMessage(3102, LogLevel.Warning, "The checkpoint of {Partition} stays at {Offset}: {What}. It is tried again; meanwhile only a restart takes longer")]
    private partial void LogCheckpointStays(string partition, long offset, string what);

    [LoggerMessage(3108, LogLevel.Warning, "{Partition} goes back from offset {Applied} to its checkpoint {Offset}: {Why}")]
    private partial void LogGoesBack(string partition, long offset, long applied, string why);

    [LoggerMessage(3103, LogLevel.Error, "{Partition} is applied up to offset {Applied}, but its log ends at {End}: it is another log, or an older copy. Events are passed over until it reaches that offset; bring back the right log, or the state that belongs to this one")]
    private partial void LogBeyondEnd(string partition, long applied, long end);

    [LoggerMessage(3104, LogLevel.Warning, "Events {First} to {Last} of {Partition} expired before they were applied; retention is shorter than the time this process was behind")]
    private partial void LogExpired(string partition, long first, long last);
}
