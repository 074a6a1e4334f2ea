using EventFlow.Alerting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Notifications;

/// <summary>
/// Whom a channel tells of its messages beside the receivers: the alerts what came of them, the stream <c>alerts-dlq</c> what was given up, the fallback channel what it stands in for. What is owed stands in the stored
/// messages, and each of the three is told until it has taken it; so a crash at any point only tells again what they know. Used from the turns of one grain.
/// </summary>
internal sealed partial class ChannelErrands
{
    private const int LettersAtOnce = 128;
    private const int ForgottenAtOnce = 8;

    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(2);

    private readonly string _channel;
    private readonly ChannelBook _book;
    private readonly ChannelStore _store;
    private readonly IGrainFactory _grains;
    private readonly AlertHandover _alerts;
    private readonly IEventLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<Func<Task>, TimeSpan> _startTimer;
    private readonly Func<Task<bool>> _trySave;
    private readonly Action _proceed;
    private readonly Errand _reports;
    private readonly Errand _letters;
    private readonly Errand _standIns;
    private ChannelMachine _machine = null!;
    private string? _fallback;
    private bool _isForgetting;

    /// <summary>Errands of one channel.</summary>
    /// <param name="channel">Its id.</param>
    /// <param name="book">Its messages.</param>
    /// <param name="store">Where they are stored.</param>
    /// <param name="grains">The fallback channel.</param>
    /// <param name="alerts">Tells the alerts.</param>
    /// <param name="log">Holds the stream of dead letters.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log of the channel.</param>
    /// <param name="startTimer">Runs something in a turn of its own, after a wait.</param>
    /// <param name="trySave">Saves what was changed; false: it is tried again later.</param>
    /// <param name="proceed">Goes on with the queue, which may have got a message.</param>
    public ChannelErrands(
        string channel, ChannelBook book, ChannelStore store, IGrainFactory grains, AlertHandover alerts, IEventLog log, TimeProvider time, ILogger logger, Action<Func<Task>, TimeSpan> startTimer,
        Func<Task<bool>> trySave, Action proceed)
    {
        (_channel, _book, _store, _grains, _alerts, _log) = (channel, book, store, grains, alerts, log);
        (_time, _logger, _startTimer, _trySave, _proceed) = (time, logger, startTimer, trySave, proceed);
        (_reports, _letters, _standIns) = (new(TryReportAsync), new(TryLogAsync), new(TryHandOverAsync));
    }

    /// <summary>Whether the channel was removed, so that nothing is begun any more.</summary>
    public bool IsOver { get; set; }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Goes by these settings from now on.</summary>
    public void Use(ChannelMachine machine, string? fallback) => (_machine, _fallback) = (machine, fallback);

    /// <summary>Begins what is owed and not under way.</summary>
    public void Begin()
    {
        if (_book.Untold.Count > 0) Begin(_reports, TimeSpan.Zero);
        if (_book.Unlogged.Count > 0) Begin(_letters, TimeSpan.Zero);
        if (_book.Owed.Count > 0 && _fallback is not null) Begin(_standIns, TimeSpan.Zero);
    }

    private void Begin(Errand errand, TimeSpan wait)
    {
        if (errand.IsUnderWay) return;
        errand.IsUnderWay = true;
        _startTimer(() => RunAsync(errand), wait);
    }

    // Each by itself and one at a time, the wait for the next try included.
    private async Task RunAsync(Errand errand)
    {
        var isDone = false;
        try
        {
            isDone = await errand.TryAsync();
        }
        finally
        {
            errand.IsUnderWay = false;
            if (!isDone && !IsOver) Begin(errand, RetryAfterFailure);
        }
    }

    // A report is told until it was taken; the alert knows it when it comes twice. It stays stored until the alert has surely saved it.
    private async Task<bool> TryReportAsync()
    {
        try
        {
            while (_book.Untold.FirstOrDefault() is { } message)
            {
                var report = message.Report!;
                await _alerts.NoteDeliveryAsync(report.Fingerprints, report.Delivery);
                _book.NoteTold(message, report, Now);
                ForgetToldLater();
            }
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogReportFailed(_logger, error, _channel);
            return false;
        }
    }

    private void ForgetToldLater()
    {
        if (_isForgetting || _book.FirstToldDue is not { } due) return;
        _isForgetting = true;
        _startTimer(ForgetToldAsync, TimeSpan.FromMilliseconds(Math.Max(0, due - Now)));
    }

    // A few pages in a write, one write after the other: a message that comes meanwhile shares one and does not wait for all.
    private async Task ForgetToldAsync()
    {
        var isSaved = true;
        while (isSaved && !IsOver)
        {
            var pages = 0;
            while (pages < ForgottenAtOnce && _book.ForgetTold(Now)) pages++;
            if (pages == 0) break;
            isSaved = await _trySave();
        }
        _isForgetting = false;
        if (IsOver) return;
        if (isSaved)
        {
            ForgetToldLater();
            return;
        }
        _isForgetting = true;
        _startTimer(ForgetToldAsync, RetryAfterFailure);
    }

    private async Task<bool> TryLogAsync()
    {
        while (_book.Unlogged.Take(LettersAtOnce).ToList() is { Count: > 0 } letters)
            if (!await TryAppendAsync(letters)) return false;
        return true;
    }

    private async Task<bool> TryAppendAsync(List<ChannelMessage> letters)
    {
        try
        {
            var result = await _log.AppendAsync(StreamNames.DeadLetters, _channel, [.. letters.Select(m => DeadLetterLog.EventOf(_machine.LetterOf(m)))], _time);
            if (result.IsStored)
            {
                foreach (var letter in letters) _book.Change(letter, static m => m.Unlogged = false);
                await _store.SaveAsync();
                return true;
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogAppendFailed(_logger, error, _channel, letters.Count);
        }
        return false;
    }

    // Given until it was taken; the fallback channel knows a message by its id when it comes twice.
    private async Task<bool> TryHandOverAsync()
    {
        if (_fallback is not { } fallback) return true;
        try
        {
            while (_book.Owed.FirstOrDefault() is { } message)
            {
                await _store.SaveAsync(message);
                if (message.StandIn != StandInPhase.Owed || _machine.ForgetMootStandIn(message)) continue;
                await _grains.GetGrain<IChannelGrain>(fallback).Enqueue(_machine.StandInOf(message));
                _machine.StoodIn(message, Now);
                await _store.SaveAsync(message);
                LogStandIn(_logger, _channel, message.GroupKey, fallback);
                if (!IsOver) _proceed();
            }
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogStandInFailed(_logger, error, _channel, fallback);
            return false;
        }
    }

    [LoggerMessage(5105, LogLevel.Warning, "The stream of dead letters did not take {Letters} letters of channel {Channel}; they are kept and tried again")]
    private static partial void LogAppendFailed(ILogger logger, Exception error, string channel, int letters);

    [LoggerMessage(5106, LogLevel.Warning, "Channel {Channel} could not tell an alert what came of its notification; it tries again")]
    private static partial void LogReportFailed(ILogger logger, Exception error, string channel);

    [LoggerMessage(5114, LogLevel.Warning, "Channel {Channel} cannot deliver to {GroupKey}; channel {Fallback} stands in")]
    private static partial void LogStandIn(ILogger logger, string channel, string groupKey, string fallback);

    [LoggerMessage(5115, LogLevel.Warning, "Channel {Channel} could not give a message to its fallback channel {Fallback}; it tries again")]
    private static partial void LogStandInFailed(ILogger logger, Exception error, string channel, string fallback);

    private sealed class Errand(Func<Task<bool>> tryAsync)
    {
        public bool IsUnderWay { get; set; }

        public Func<Task<bool>> TryAsync { get; } = tryAsync;
    }
}
