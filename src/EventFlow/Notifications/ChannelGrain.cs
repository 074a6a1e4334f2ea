using EventFlow.Alerting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications;

/// <summary>One channel: saves what <see cref="ChannelMachine"/> decides, sends outside the calls that enqueue, and tells the alerts what came of it.</summary>
/// <remarks>
/// Reentrant, so that nobody waits while a message is being sent. Safe because the machine's steps are one turn each, writes go through <see cref="SharedSave"/>, and a
/// message that is being sent is marked, so that no other worker takes it.
/// </remarks>
[Reentrant]
public sealed partial class ChannelGrain : Grain, IChannelGrain
{
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromHours(1);

    private readonly IPersistentState<ChannelState> _queue;
    private readonly IPersistentState<DeadLetterState> _dead;
    private readonly IGrainFactory _grains;
    private readonly ChannelDispatcher _dispatcher;
    private readonly ChannelDirectory _directory;
    private readonly IEventLog _log;
    private readonly AlertingInstruments _instruments;
    private readonly NotificationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ChannelGrain> _logger;
    private readonly SharedSave _saveQueue;
    private readonly SharedSave _saveDead;

    // Only spreads waits: no decision depends on it.
    private readonly Random _random = new();
    private ChannelMachine _machine = null!;
    private IGrainTimer? _alarm;
    private int _workers;
    private bool _reporting;
    private bool _logging;
    private bool _removed;

    /// <summary>Made by the runtime.</summary>
    public ChannelGrain(
        [PersistentState("channel", "state")] IPersistentState<ChannelState> queue, [PersistentState("dead-letters", "state")] IPersistentState<DeadLetterState> dead,
        IGrainFactory grains, ChannelDispatcher dispatcher, ChannelDirectory directory, IEventLog log, AlertingInstruments instruments, IOptions<NotificationOptions> options, TimeProvider time,
        ILogger<ChannelGrain> logger)
    {
        _queue = queue;
        _dead = dead;
        _grains = grains;
        _dispatcher = dispatcher;
        _directory = directory;
        _log = log;
        _instruments = instruments;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _saveQueue = new(queue.WriteStateAsync);
        _saveDead = new(dead.WriteStateAsync);
    }

    private ChannelState State => _queue.State;

    private string Id => this.GetPrimaryKeyString();

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _machine = new(State, _dead.State, _options);
        // Whoever calls first: the settings may not have been handed out yet.
        State.Definition ??= await _directory.FindAsync(Id);
        if (_machine.Recover()) await _saveQueue.SaveAsync();
        Measure();
        Schedule();
    }

    /// <inheritdoc/>
    public async ValueTask Configure(ChannelDefinition definition)
    {
        _removed = false;
        if (State.Definition != definition || !_queue.RecordExists)
        {
            State.Definition = definition;
            await _saveQueue.SaveAsync();
        }
        Measure();
        Schedule();
    }

    /// <inheritdoc/>
    public async ValueTask Enqueue(Notification notification)
    {
        if (_removed || (State.Definition ??= await _directory.FindAsync(Id)) is null)
        {
            LogNoSuchChannel(_logger, Id, notification.Id);
            return;
        }
        var buried = _dead.State.Unlogged.Count;
        _machine.Enqueue(notification, Now);
        if (_dead.State.Unlogged.Count != buried) await GiveUpAsync();
        // Also when it was known: a repeated call may follow one whose write failed.
        await _saveQueue.SaveAsync();
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
    public ValueTask<ChannelStatus?> GetStatus() => ValueTask.FromResult(State.Definition is not { } definition
        ? null
        : new ChannelStatus(
            definition, _machine.Health(Now), State.Queue.Count, State.Sent, State.FailedAttempts, _dead.State.Letters.Count, State.LastSentAt, State.LastFailedAt, State.LastError));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeadLetter>> GetDeadLetters() => ValueTask.FromResult<IReadOnlyList<DeadLetter>>([.. Enumerable.Reverse(_dead.State.Letters)]);

    /// <inheritdoc/>
    public async ValueTask<Outcome<DeadLetter>> Requeue(string deadLetterId, string who)
    {
        if (_machine.Requeue(deadLetterId) is not { } letter) return NoSuchLetter(deadLetterId);
        // The queue first: a crash between the two leaves the dead letter, and nothing is lost.
        await _saveQueue.SaveAsync();
        _machine.Discard(deadLetterId);
        await _saveDead.SaveAsync();
        LogRequeued(_logger, who, deadLetterId);
        Measure();
        Schedule();
        return Outcome<DeadLetter>.Done(letter);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<DeadLetter>> Discard(string deadLetterId, string who)
    {
        if (_machine.Discard(deadLetterId) is not { } letter) return NoSuchLetter(deadLetterId);
        await _saveDead.SaveAsync();
        LogDiscarded(_logger, who, deadLetterId);
        Measure();
        return Outcome<DeadLetter>.Done(letter);
    }

    /// <inheritdoc/>
    public async ValueTask Remove()
    {
        _removed = true;
        State.Definition = null;
        State.Queue.Clear();
        State.Reports.Clear();
        _dead.State.Letters.Clear();
        _dead.State.Unlogged.Clear();
        await _saveDead.SaveAsync();
        await _saveQueue.SaveAsync();
        _instruments.RemoveChannel(Id);
        DeactivateOnIdle();
    }

    // Starts a worker when something is due and a hand is free, else sets the alarm for what is due next.
    private void Schedule()
    {
        _alarm?.Dispose();
        _alarm = null;
        if (_removed) return;
        if (State.Reports.Count > 0 && !_reporting) StartTimer(static grain => grain.ReportAsync(), TimeSpan.Zero);
        if (_dead.State.Unlogged.Count > 0 && _workers == 0 && !_logging) StartTimer(static grain => grain.LogDeadLettersAsync(), TimeSpan.Zero);
        if (_dispatcher.IsStopping || _machine.NextDue(Now) is not { } due) return;
        if (due > Now) _alarm = StartTimer(static grain => grain.OnAlarmAsync(), TimeSpan.FromMilliseconds(due - Now));
        else if (_workers < _options.Concurrency)
        {
            _workers++;
            StartTimer(static grain => grain.WorkAsync(), TimeSpan.Zero);
        }
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

    private Task OnAlarmAsync()
    {
        Schedule();
        return Task.CompletedTask;
    }

    private async Task WorkAsync()
    {
        try
        {
            while (!_removed && !_dispatcher.IsStopping && _machine.TakeNext(Now) is { } item) await SendAsync(item);
            // What was skipped on the way is not sent again after a restart either.
            if (State.Reports.Exists(static r => r.Delivery.Outcome == "skipped")) await _saveQueue.SaveAsync();
        }
        catch (OperationCanceledException)
        {
            // The process stops. What was being sent is marked so in the stored state, and is sent again with the same id.
            return;
        }
        catch (Exception error)
        {
            LogWorkFailed(_logger, error, Id);
            _alarm?.Dispose();
            _alarm = StartTimer(static grain => grain.OnAlarmAsync(), RetryAfterFailure);
            return;
        }
        finally
        {
            _workers--;
        }
        Schedule();
    }

    private async Task SendAsync(QueuedNotification item)
    {
        try
        {
            // Saved before it is sent: after a crash it is known that the message may have arrived.
            await _saveQueue.SaveAsync();
        }
        catch
        {
            item.Sending = false;
            throw;
        }
        // More may be waiting than this worker: let another hand begin while this one sends.
        if (State.Queue.Count > 1) Schedule();
        var startedAt = Now;
        var (result, durationMs) = await _dispatcher.SendAsync(item.Notification, State.Definition!);
        if (_removed) return;
        var letter = _machine.Complete(item, result, startedAt, durationMs, Now, _random.NextDouble());
        Count(item, result, letter);
        if (letter is not null) await GiveUpAsync();
        await _saveQueue.SaveAsync();
        Measure();
        Schedule();
    }

    // The dead letter first: a crash between the two leaves the message in both, and the next start takes it out of the queue.
    private async Task GiveUpAsync()
    {
        await _saveDead.SaveAsync();
        await LogDeadLettersAsync();
    }

    // One at a time, the wait for the next try included.
    private async Task LogDeadLettersAsync()
    {
        if (_logging) return;
        _logging = true;
        var isLogged = false;
        try
        {
            List<DeadLetter> letters;
            do letters = [.. _dead.State.Letters.Where(l => _dead.State.Unlogged.Contains(l.Id))];
            while (letters.Count > 0 && await AppendAsync(letters));
            isLogged = letters.Count == 0;
        }
        finally
        {
            if (isLogged) _logging = false;
            else StartTimer(static grain => grain.LogAgainAsync(), RetryAfterFailure);
        }
    }

    private Task LogAgainAsync()
    {
        _logging = false;
        return LogDeadLettersAsync();
    }

    private async Task<bool> AppendAsync(List<DeadLetter> letters)
    {
        try
        {
            var result = await _log.AppendAsync(StreamNames.DeadLetters, Id, [.. letters.Select(DeadLetterLog.EventOf)], _time);
            if (result.IsStored)
            {
                foreach (var letter in letters) _dead.State.Unlogged.Remove(letter.Id);
                await _saveDead.SaveAsync();
                return true;
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogAppendFailed(_logger, error, Id, letters.Count);
        }
        return false;
    }

    // A report is told until it was taken; the alert knows it when it comes twice. That it was taken is saved with the next change.
    private async Task ReportAsync()
    {
        if (_reporting) return;
        _reporting = true;
        try
        {
            while (State.Reports is [var report, ..])
            {
                await Task.WhenAll(report.Fingerprints.Select(f => _grains.GetGrain<IAlertGrain>(f).NoteDelivery(report.Delivery).AsTask()));
                State.Reports.Remove(report);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogReportFailed(_logger, error, Id);
            _alarm?.Dispose();
            _alarm = StartTimer(static grain => grain.OnAlarmAsync(), RetryAfterFailure);
        }
        finally
        {
            _reporting = false;
        }
    }

    private void Count(QueuedNotification item, DeliveryResult result, DeadLetter? letter)
    {
        if (result.Outcome == DeliveryOutcome.Sent)
        {
            _instruments.Sent(Id);
            var received = item.Notification.Alerts.Where(static a => a.State == AlertState.Firing).Max(static a => (long?)a.ReceivedAt) ?? 0;
            if (item.Notification.Reason == NotificationReasons.First && received > 0) _instruments.Latency(Id, Math.Max(0, Now - received) / 1000.0);
        }
        else _instruments.Failed(Id, result.Reason.Text());
        if (letter is null) return;
        _instruments.GivenUp(Id, letter.Reason);
        LogGaveUp(_logger, Id, item.Notification.GroupKey, item.Tries, letter.Reason, letter.Id);
    }

    private void Measure() => _instruments.SetChannel(Id, State.Queue.Count, _options.MaxQueued, _dead.State.Letters.Count);

    private Outcome<DeadLetter> NoSuchLetter(string id) => Outcome<DeadLetter>.NotFound($"Channel '{Id}' has no dead letter '{id}'.");

    [LoggerMessage(5103, LogLevel.Warning, "Gave up notifying {Channel} of {GroupKey} after {Tries} tries: {Reason}; dead letter {DeadLetter} waits to be requeued or discarded")]
    private static partial void LogGaveUp(ILogger logger, string channel, string groupKey, int tries, string reason, string deadLetter);

    [LoggerMessage(5104, LogLevel.Warning, "There is no channel {Channel}; notification {Notification} for it is dropped")]
    private static partial void LogNoSuchChannel(ILogger logger, string channel, string notification);

    [LoggerMessage(5105, LogLevel.Warning, "The stream of dead letters did not take {Letters} letters of channel {Channel}; they are kept and tried again")]
    private static partial void LogAppendFailed(ILogger logger, Exception error, string channel, int letters);

    [LoggerMessage(5106, LogLevel.Warning, "Channel {Channel} could not tell an alert what came of its notification; it tries again")]
    private static partial void LogReportFailed(ILogger logger, Exception error, string channel);

    [LoggerMessage(5107, LogLevel.Error, "Channel {Channel} could not save its queue; it tries again")]
    private static partial void LogWorkFailed(ILogger logger, Exception error, string channel);

    [LoggerMessage(5108, LogLevel.Information, "{Who} requeued dead letter {DeadLetter}")]
    private static partial void LogRequeued(ILogger logger, string who, string deadLetter);

    [LoggerMessage(5109, LogLevel.Information, "{Who} discarded dead letter {DeadLetter}")]
    private static partial void LogDiscarded(ILogger logger, string who, string deadLetter);
}
