using EventFlow.Alerting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications;

/// <summary>One channel: saves what <see cref="ChannelMachine"/> decides and sends outside the calls that enqueue; <see cref="ChannelErrands"/> tells others what came of it.</summary>
/// <remarks>
/// Reentrant, so that nobody waits while a message is being sent. Safe because the machine's steps are one turn each, writes of a page go one after the other
/// (<see cref="ChannelStore"/>), and a message that is being sent is marked, so that no other worker takes it.
/// </remarks>
[Reentrant]
public sealed partial class ChannelGrain : Grain, IChannelGrain
{
    private const int RetireAfter = 128;

    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromHours(1);
    private static readonly TimeSpan StandInCheck = TimeSpan.FromSeconds(15);

    private readonly IGrainFactory _grains;
    private readonly AlertHandover _alerts;
    private readonly ChannelDispatcher _dispatcher;
    private readonly ChannelDirectory _directory;
    private readonly ChannelKinds _kinds;
    private readonly IEventLog _log;
    private readonly AlertingInstruments _instruments;
    private readonly NotificationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ChannelGrain> _logger;
    private readonly ChannelBook _book = new();
    private readonly IPersistentState<ChannelState> _head;
    private ChannelStore _store = null!;
    private ChannelErrands _errands = null!;

    // Only spreads waits: no decision depends on it.
    private readonly Random _random = new();
    private ChannelMachine _machine = null!;
    private DeliverySettings _delivery = DeliverySettings.None;
    private IGrainTimer? _alarm;
    private int _workers;
    private int _ended;
    private bool _unsaved;
    private bool _removed;

    /// <summary>Made by the runtime.</summary>
    public ChannelGrain(
        [PersistentState("channel", "state")] IPersistentState<ChannelState> head, IGrainFactory grains, AlertHandover alerts, ChannelDispatcher dispatcher, ChannelDirectory directory, ChannelKinds kinds,
        IEventLog log, AlertingInstruments instruments, IOptions<NotificationOptions> options, TimeProvider time, ILogger<ChannelGrain> logger)
    {
        _grains = grains;
        _alerts = alerts;
        _dispatcher = dispatcher;
        _directory = directory;
        _kinds = kinds;
        _log = log;
        _instruments = instruments;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _head = head;
    }

    private string Id => this.GetPrimaryKeyString();

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _store = new(Id, _grains, _head, _book);
        _errands = new(Id, _book, _store, _grains, _alerts, _log, _time, _logger, (work, wait) => StartTimer(_ => work(), wait), TrySaveAsync, Proceed);
        await _store.LoadAsync();
        // Whoever calls first: the settings may not have been handed out yet.
        Define(_book.Definition ?? await _directory.FindAsync(Id));
        _machine.Recover(Now);
        Measure();
        Schedule();
    }

    /// <inheritdoc/>
    public async ValueTask Configure(ChannelDefinition definition)
    {
        _errands.IsOver = _removed = false;
        var isNew = _book.Definition != definition;
        Define(definition);
        if (isNew) await _store.SaveHeadAsync();
        Measure();
        Schedule();
    }

    /// <inheritdoc/>
    public async ValueTask Enqueue(Notification notification)
    {
        if (!_removed && _book.Definition is null) Define(await _directory.FindAsync(Id));
        if (_removed || _book.Definition is null)
        {
            LogNoSuchChannel(_logger, Id, notification.Id);
            return;
        }
        _machine.Enqueue(notification, Now);
        // Marked as being sent by the write that queues it: one write less before it goes out.
        var first = HasHand ? _machine.TakeNext(Now) : null;
        if (first is not null) _workers++;
        try
        {
            // Also when it was known: a repeated call may follow one whose write failed.
            await _store.SaveAsync(_book.Find(notification.Id), first);
        }
        catch
        {
            if (first is null) throw;
            _machine.PutBack(first);
            _workers--;
            throw;
        }
        if (first is not null) StartTimer(grain => grain.WorkAsync(first), TimeSpan.Zero);
        Measure();
        Schedule();
    }

    /// <inheritdoc/>
    public ValueTask Wake()
    {
        Schedule();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ChannelStatus?> GetStatus()
    {
        if (_book.Definition is not { } definition) return ValueTask.FromResult<ChannelStatus?>(null);
        var vitals = _book.Vitals;
        return ValueTask.FromResult<ChannelStatus?>(
            new(definition, _machine.Health(Now), _book.Queue.Count, vitals.Sent, vitals.FailedAttempts, _book.Dead.Count, vitals.LastSentAt, vitals.LastFailedAt, vitals.LastError)
            {
                OldestQueuedAt = _book.Queue.FirstOrDefault()?.QueuedAt,
                PausedUntil = vitals.PausedUntil > Now ? vitals.PausedUntil : null,
                NotBefore = vitals.NotBefore > Now ? vitals.NotBefore : null,
                MaybeTwice = vitals.MaybeTwice,
            });
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeadLetter>> GetDeadLetters() => ValueTask.FromResult<IReadOnlyList<DeadLetter>>([.. _book.Dead.Reverse().Select(_machine.LetterOf)]);

    /// <inheritdoc/>
    public async ValueTask<Outcome<DeadLetter>> Requeue(string deadLetterId, string who)
    {
        if (_machine.Requeue(deadLetterId, Now) is not { } letter) return NoSuchLetter(deadLetterId);
        await _store.SaveAsync(_book.Find(letter.Notification.Id));
        LogRequeued(_logger, who, deadLetterId);
        Measure();
        Schedule();
        return Outcome<DeadLetter>.Done(letter);
    }

    /// <inheritdoc/>
    public async ValueTask<int> RequeueMany(IReadOnlyList<string> deadLetterIds, string who)
    {
        var before = _book.Dead.Count;
        foreach (var id in deadLetterIds) _machine.Requeue(id, Now);
        var count = before - _book.Dead.Count;
        await _store.SaveAsync();
        if (count > 0) LogRequeuedMany(_logger, who, count, Id);
        Measure();
        Schedule();
        return count;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<DeadLetter>> Discard(string deadLetterId, string who)
    {
        if (_machine.Discard(deadLetterId) is not { } letter) return NoSuchLetter(deadLetterId);
        await _store.SaveAsync(_book.Find(letter.Notification.Id));
        LogDiscarded(_logger, who, deadLetterId);
        Measure();
        return Outcome<DeadLetter>.Done(letter);
    }

    /// <inheritdoc/>
    public async ValueTask<int> DiscardMany(IReadOnlyList<string> deadLetterIds, string who)
    {
        var count = deadLetterIds.Count(id => _machine.Discard(id) is not null);
        await _store.SaveAsync();
        if (count > 0) LogDiscardedMany(_logger, who, count, Id);
        Measure();
        return count;
    }

    /// <inheritdoc/>
    public async ValueTask Remove()
    {
        _errands.IsOver = _removed = true;
        await _store.ClearAsync();
        _instruments.RemoveChannel(Id);
        DeactivateOnIdle();
    }

    private bool HasHand => !_dispatcher.IsStopping && _workers < _options.Concurrency;

    private void Define(ChannelDefinition? definition)
    {
        _book.Definition = definition;
        _delivery = definition?.Delivery(_kinds.Describe(definition.Kind)) ?? DeliverySettings.None;
        _machine = new(_book, _options, _delivery);
        _errands.Use(_machine, _delivery.Fallback);
    }

    // Starts a worker when something is due and a hand is free, else sets the alarm for what is due next.
    private void Schedule()
    {
        _alarm?.Dispose();
        _alarm = null;
        if (_removed) return;
        _errands.Begin();
        if (_dispatcher.IsStopping) return;
        var wait = _machine.NextDue(Now) is { } due ? TimeSpan.FromMilliseconds(Math.Max(0, due - Now)) : (TimeSpan?)null;
        if (wait == TimeSpan.Zero && HasHand)
        {
            _workers++;
            StartTimer(static grain => grain.WorkAsync(null), TimeSpan.Zero);
            wait = null;
        }
        else if (wait == TimeSpan.Zero) wait = null;
        if (_delivery.Fallback is not null && _book.Queue.Count > 0 && (wait is null || wait > StandInCheck)) wait = StandInCheck;
        if (wait is { } until) _alarm = StartTimer(static grain => grain.OnAlarmAsync(), until);
    }

    // A timer, not an awaited call: sending takes as long as the other side pleases, and belongs to nobody's turn.
    private IGrainTimer StartTimer(Func<ChannelGrain, Task> work, TimeSpan wait)
    {
        if (wait > LongestTimer) wait = LongestTimer;
        DelayDeactivation(wait + TimeSpan.FromMinutes(1));
        IGrainTimer? timer = null;
        timer = this.RegisterGrainTimer(
            async (_, _) =>
            {
                try
                {
                    await work(this);
                }
                finally
                {
                    timer!.Dispose();
                }
            },
            this, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        return timer;
    }

    private async Task OnAlarmAsync()
    {
        _machine.OfferStandIns(Now);
        if (_unsaved && !await TrySaveAsync()) return;
        Schedule();
    }

    private async Task<bool> TrySaveAsync()
    {
        try
        {
            await _store.SaveAsync();
            _unsaved = false;
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            SaveAgainLater(error);
            return false;
        }
    }

    private void SaveAgainLater(Exception error)
    {
        LogWorkFailed(_logger, error, Id);
        _unsaved = true;
        _alarm?.Dispose();
        _alarm = StartTimer(static grain => grain.OnAlarmAsync(), RetryAfterFailure);
    }

    private async Task WorkAsync(ChannelMessage? message)
    {
        try
        {
            message ??= await TakeAsync(null);
            while (message is not null && !_removed) message = await SendAsync(message);
            if (_ended >= RetireAfter)
            {
                _ended = 0;
                await _store.RetireAsync(Now);
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops. What was being sent is marked so in the stored state, and is sent again with the same id.
            return;
        }
        catch (Exception error)
        {
            SaveAgainLater(error);
            return;
        }
        finally
        {
            _workers--;
        }
        Schedule();
    }

    // Saved before it is sent: after a crash it is known that the message may have arrived. What came of the one before is in the same write.
    private async Task<ChannelMessage?> TakeAsync(ChannelMessage? before)
    {
        var next = _dispatcher.IsStopping || _removed ? null : _machine.TakeNext(Now);
        try
        {
            // Also what was skipped on the way, so that it is not sent after a restart.
            await _store.SaveAsync(before, next);
        }
        catch
        {
            if (next is not null) _machine.PutBack(next);
            throw;
        }
        return next;
    }

    private async Task<ChannelMessage?> SendAsync(ChannelMessage message)
    {
        // More may be waiting than this worker: let another hand begin while this one sends.
        if (_book.Queue.Count > 1) Schedule();
        var (startedAt, notification) = (Now, message.Notification!);
        var (result, durationMs) = await _dispatcher.SendAsync(notification, _book.Definition!, _machine.ReferenceOf(message));
        if (_removed) return null;
        var isDead = _machine.Complete(message, result, startedAt, durationMs, Now, _random.NextDouble());
        if (!message.IsQueued) _ended++;
        Count(notification, message, result, isDead);
        var next = await TakeAsync(message);
        Measure();
        Schedule();
        return next;
    }

    private void Count(Notification notification, ChannelMessage message, DeliveryResult result, bool isDead)
    {
        if (result.Outcome == DeliveryOutcome.Sent)
        {
            _instruments.Sent(Id);
            var received = notification.Alerts.Where(static a => a.State == AlertState.Firing).Max(static a => (long?)a.ReceivedAt) ?? 0;
            if (notification.Reason == NotificationReasons.First && received > 0) _instruments.Latency(Id, Math.Max(0, Now - received) / 1000.0);
        }
        else _instruments.Failed(Id, result.Reason.Text());
        if (!isDead) return;
        _instruments.GivenUp(Id, message.DeadReason ?? "");
        LogGaveUp(_logger, Id, message.GroupKey, message.Tries, message.DeadReason ?? "", DeadLetterIds.Of(Id, message.Id));
    }

    // Something may be due that was not.
    private void Proceed()
    {
        Measure();
        Schedule();
    }

    private void Measure() => _instruments.SetChannel(Id, _book.Queue.Count, _options.MaxQueued, _book.Dead.Count, _book.Queue.FirstOrDefault()?.QueuedAt);

    private Outcome<DeadLetter> NoSuchLetter(string id) => Outcome<DeadLetter>.NotFound($"Channel '{Id}' has no dead letter '{id}'.");

    [LoggerMessage(5103, LogLevel.Warning, "Gave up notifying {Channel} of {GroupKey} after {Tries} tries: {Reason}; dead letter {DeadLetter} waits to be requeued or discarded")]
    private static partial void LogGaveUp(ILogger logger, string channel, string groupKey, int tries, string reason, string deadLetter);

    [LoggerMessage(5104, LogLevel.Warning, "There is no channel {Channel}; notification {Notification} for it is dropped")]
    private static partial void LogNoSuchChannel(ILogger logger, string channel, string notification);

    [LoggerMessage(5107, LogLevel.Error, "Channel {Channel} could not save its queue; it tries again")]
    private static partial void LogWorkFailed(ILogger logger, Exception error, string channel);

    [LoggerMessage(5108, LogLevel.Information, "{Who} requeued dead letter {DeadLetter}")]
    private static partial void LogRequeued(ILogger logger, string who, string deadLetter);

    [LoggerMessage(5109, LogLevel.Information, "{Who} discarded dead letter {DeadLetter}")]
    private static partial void LogDiscarded(ILogger logger, string who, string deadLetter);

    [LoggerMessage(5112, LogLevel.Information, "{Who} requeued {Count} dead letters of channel {Channel}")]
    private static partial void LogRequeuedMany(ILogger logger, string who, int count, string channel);

    [LoggerMessage(5113, LogLevel.Information, "{Who} discarded {Count} dead letters of channel {Channel}")]
    private static partial void LogDiscardedMany(ILogger logger, string who, int count, string channel);
}
