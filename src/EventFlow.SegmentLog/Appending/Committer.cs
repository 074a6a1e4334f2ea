using Microsoft.Extensions.Logging;

namespace EventFlow.SegmentLog;

/// <summary>
/// The one thread that writes. It takes all appends that wait, writes them, syncs each partition touched once, and answers them all.
/// A lone append is committed at once. While there is company, a round waits until as many have come as the last round served,
/// or the configured bytes, or the configured window; what comes during a sync is the next round.
/// </summary>
internal sealed partial class Committer : IDisposable
{
    private static readonly TimeSpan LeastRetry = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MostRetry = TimeSpan.FromSeconds(60);

    // What any disk manages; used until the real rate is known.
    private const double InitialBytesPerSecond = 32 << 20;

    // The window and all durations measure the disk, which takes real time also where a test holds the clock of events.
    public static readonly TimeProvider Clock = TimeProvider.System;

    private readonly string _root;
    private readonly ILogFileSystem _files;
    private readonly SegmentLogOptions _options;
    private readonly TimeProvider _time;
    private readonly SegmentLogInstruments _instruments;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private readonly List<PartitionWriter> _touched = [];
    private List<PendingAppend> _waiting = [];
    private List<PendingAppend> _taken = [];
    private long _waitingBytes;
    private long _queuedBytes;
    private int _lastRoundAppends;
    private double _bytesPerSecond = InitialBytesPerSecond;
    private bool _stopping;

    public Committer(string root, ILogFileSystem files, SegmentLogOptions options, TimeProvider time, SegmentLogInstruments instruments, ILogger logger)
    {
        (_root, _files, _options, _time, _instruments, _logger) = (root, files, options, time, instruments, logger);

        // A thread of its own: it spends its life in blocking syncs, which would starve a pool of two.
        _thread = new Thread(Run) { IsBackground = true, Name = "segment-log-commit" };
        _thread.Start();
    }

    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    public int QueuedAppends
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>How long the oldest waiting append has waited; zero if none waits.</summary>
    public TimeSpan OldestWait
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0 ? TimeSpan.Zero : Clock.GetElapsedTime(_waiting[0].EnqueuedTimestamp);
            }
        }
    }

    /// <summary>Null if the append waits for its round now; otherwise why it may not.</summary>
    public AppendResult? TryEnqueue(PendingAppend append)
    {
        lock (_gate)
        {
            if (_stopping)
            {
                return AppendResult.Refused(AppendOutcome.Closed, "The log is closing.");
            }

            // A batch is let in when nothing else waits, or one larger than the limit could never be stored.
            var queued = QueuedBytes;
            if (queued > 0 && queued + append.QueueBytes > _options.MaxQueuedBytes)
            {
                return AppendResult.Overloaded(RetryAfter(queued), $"{queued} bytes wait to be committed; the limit is {_options.MaxQueuedBytes}.");
            }

            Interlocked.Add(ref _queuedBytes, append.QueueBytes);
            _waitingBytes += append.QueueBytes;
            _waiting.Add(append);

            // The first one starts the committer's window; those after it only end it.
            if (_waiting.Count == 1 || IsRoundDue())
            {
                Monitor.Pulse(_gate);
            }

            return null;
        }
    }

    /// <summary>Runs something that changes segments between two rounds.</summary>
    public Task RunAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_stopping)
            {
                return Task.CompletedTask;
            }

            _work.Enqueue(() => Perform(action, done));
            Monitor.Pulse(_gate);
        }

        return done.Task;
    }

    /// <summary>Commits what waits, refuses what comes, and returns when the thread has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private static void Perform(Action action, TaskCompletionSource done)
    {
        try
        {
            action();
            done.SetResult();
        }
        catch (Exception error)
        {
            done.SetException(error);
        }
    }

    private void Run()
    {
        while (WaitForRound(out var work))
        {
            work?.Invoke();
            if (_taken.Count > 0)
            {
                RunRound();
            }
        }
    }

    private bool WaitForRound(out Action? work)
    {
        lock (_gate)
        {
            while (!IsRoundDue() && _work.Count == 0)
            {
                if (_stopping)
                {
                    work = null;
                    return false;
                }

                Monitor.Wait(_gate, MillisecondsToWait());
            }

            _work.TryDequeue(out work);
            if (IsRoundDue())
            {
                (_waiting, _taken) = (_taken, _waiting);
                _waitingBytes = 0;
                _lastRoundAppends = _taken.Count;
            }

            return true;
        }
    }

    private bool IsRoundDue() => _waiting.Count > 0
        && (_waiting.Count >= _lastRoundAppends
            || _waitingBytes >= _options.CommitBytes
            || _stopping
            || Clock.GetElapsedTime(_waiting[0].EnqueuedTimestamp) >= _options.CommitWindow);

    private int MillisecondsToWait()
    {
        if (_waiting.Count == 0)
        {
            return Timeout.Infinite;
        }

        var left = _options.CommitWindow - Clock.GetElapsedTime(_waiting[0].EnqueuedTimestamp);
        return Math.Max(1, (int)left.TotalMilliseconds);
    }

    private void RunRound()
    {
        var bytes = 0L;
        foreach (var append in _taken)
        {
            bytes += append.QueueBytes;
        }

        var started = Clock.GetTimestamp();
        _instruments.RoundBegun();
        try
        {
            Distribute();
            CommitTouched(bytes);
        }
        catch (Exception error)
        {
            // A broken invariant: no caller may be left waiting, and the next round may still work.
            LogRoundBroken(_logger, error, _taken.Count);
            AnswerAll(AppendResult.Refused(AppendOutcome.IoError, error.Message));
        }

        EndRound(bytes, Clock.GetElapsedTime(started));
    }

    private void Distribute()
    {
        foreach (var append in _taken)
        {
            if (!append.TryTake())
            {
                // Cancelled: its caller has the answer already.
                append.ReleasePayload();
                Interlocked.Add(ref _queuedBytes, -append.QueueBytes);
                continue;
            }

            if (append.Writer.Round.Count == 0)
            {
                _touched.Add(append.Writer);
            }

            append.Writer.Round.Add(append);
        }
    }

    private void CommitTouched(long bytes)
    {
        var free = _files.AvailableFreeBytes(_root);
        if (free - bytes < _options.MinFreeBytes)
        {
            var detail = $"{_root} has {free} bytes free; {_options.MinFreeBytes} must stay free. Free space, or shorten the retention.";
            foreach (var writer in _touched)
            {
                Refuse(writer, AppendOutcome.DiskFull, detail, error: null);
            }

            return;
        }

        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var writer in _touched)
        {
            Attempt(writer, nowMs, static (writer, nowMs) => writer.Write(nowMs));
        }

        StartSyncs();
        foreach (var writer in _touched)
        {
            if (writer.Round.Count > 0)
            {
                Attempt(writer, nowMs, SyncAndAnswer);
            }
        }
    }

    /// <summary>
    /// All partitions' bytes go to the disk at once and the first sync's journal commit serves the others: a quarter less time than one after another, and a sixth
    /// less CPU. Syncs on threads of their own take as long as this and half as much CPU again.
    /// </summary>
    private void StartSyncs()
    {
        if (_touched.Count > 1)
        {
            foreach (var writer in _touched)
            {
                writer.StartSync();
            }
        }
    }

    private void Attempt(PartitionWriter writer, long nowMs, Action<PartitionWriter, long> step)
    {
        try
        {
            step(writer, nowMs);
        }
        catch (Exception error) when (DiskErrors.IsDiskFault(error))
        {
            TakeBack(writer);
            Refuse(writer, DiskErrors.OutcomeOf(error), error.Message, error);
        }
    }

    private void SyncAndAnswer(PartitionWriter writer, long nowMs)
    {
        var started = Clock.GetTimestamp();
        writer.Sync();
        _instruments.Synced(Clock.GetElapsedTime(started));
        writer.Publish();
        if (writer.Fault is not null)
        {
            writer.Fault = null;
            LogRecovered(_logger, writer.Id);
        }

        AnswerPublished(writer);
        writer.BeginRound();
    }

    private void TakeBack(PartitionWriter writer)
    {
        try
        {
            writer.Withdraw();
        }
        catch (Exception error) when (DiskErrors.IsDiskFault(error))
        {
            LogNotWithdrawn(_logger, error, writer.Id);
        }
    }

    private void Refuse(PartitionWriter writer, AppendOutcome outcome, string detail, Exception? error)
    {
        if (writer.Fault is null)
        {
            LogRefused(_logger, error, writer.Id, outcome, detail);
        }

        writer.Fault = detail;
        AnswerPublished(writer);
        var refusal = AppendResult.Refused(outcome, detail);
        for (var i = writer.Published; i < writer.Round.Count; i++)
        {
            _instruments.Refused(outcome);
            Answer(writer.Round[i], refusal);
        }

        writer.BeginRound();
    }

    private void AnswerPublished(PartitionWriter writer)
    {
        for (var i = 0; i < writer.Published; i++)
        {
            var append = writer.Round[i];
            _instruments.Committed(append.Batch.Count, append.FrameBytes, Clock.GetElapsedTime(append.EnqueuedTimestamp));
            Answer(append, AppendResult.Committed(append.FirstOffset));
        }
    }

    /// <summary>Gives the append's place in the queue free first, so that whoever has an answer may append again.</summary>
    private void Answer(PendingAppend append, AppendResult result)
    {
        Interlocked.Add(ref _queuedBytes, -append.QueueBytes);
        append.Complete(result);
    }

    private void AnswerAll(AppendResult result)
    {
        foreach (var append in _taken.Where(static append => !append.Task.IsCompleted))
        {
            Answer(append, result);
        }

        foreach (var writer in _touched)
        {
            TakeBack(writer);
            writer.BeginRound();
        }
    }

    private void EndRound(long bytes, TimeSpan elapsed)
    {
        var rate = bytes / Math.Max(elapsed.TotalSeconds, 1e-6);
        lock (_gate)
        {
            _bytesPerSecond += (rate - _bytesPerSecond) / 8;
        }

        _taken.Clear();
        _touched.Clear();
    }

    private TimeSpan RetryAfter(long queued)
    {
        var estimate = TimeSpan.FromSeconds(Math.Min(queued / Math.Max(_bytesPerSecond, 1), MostRetry.TotalSeconds));
        return estimate < LeastRetry ? LeastRetry : estimate;
    }

    [LoggerMessage(2020, LogLevel.Error, "{Partition} refuses appends as {Outcome}: {Detail} Nothing acknowledged is affected; each append tries again.")]
    private static partial void LogRefused(ILogger logger, Exception? error, PartitionId partition, AppendOutcome outcome, string detail);

    [LoggerMessage(2021, LogLevel.Information, "{Partition} accepts appends again.")]
    private static partial void LogRecovered(ILogger logger, PartitionId partition);

    [LoggerMessage(2022, LogLevel.Error, "Could not cut back what a failed commit left in {Partition}; the next append tries again before it writes.")]
    private static partial void LogNotWithdrawn(ILogger logger, Exception error, PartitionId partition);

    [LoggerMessage(2023, LogLevel.Error, "A commit of {Appends} appends broke off; none of them was acknowledged.")]
    private static partial void LogRoundBroken(ILogger logger, Exception error, int appends);
}
