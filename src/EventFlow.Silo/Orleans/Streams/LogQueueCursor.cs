using EventFlow.EventStore;

namespace EventFlow.Silo;

/// <summary>
/// The place of one grain in a partition. A read is under way while the one before is delivered; when it has ended, the queue is signalled and Orleans asks again. Used by one agent, in turns.
/// </summary>
internal sealed class LogQueueCursor(LogQueue queue, long start) : IQueueCacheCursor
{
    private readonly CancellationTokenSource _ending = new();
    private IEventReader? _reader;
    private Task<IReadOnlyList<EventBatch>>? _read;
    private LogBatchContainer? _current;
    private bool _isLookedAt = true;

    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        _isLookedAt = true;
        return _current;
    }

    public QueueCacheCursorMoveResult MoveNextWithResult()
    {
        // A step to something that nobody looked at is no step: Orleans makes one when it moves a cursor to the place that a grain wants.
        if (!_isLookedAt) return QueueCacheCursorMoveResult.Success;
        _current = null;
        if (_read is { IsCompletedSuccessfully: true } done) Take(done.Result);
        if (_read is null && _current is null) Begin();
        _isLookedAt = _current is null;

        // Never a miss: what the log still has is read from it, and where it no longer goes back so far the reader begins with the oldest.
        return _current is null ? QueueCacheCursorMoveResult.NoData : QueueCacheCursorMoveResult.Success;
    }

    // The older form of the same, which the interface still demands.
    bool IQueueCacheCursor.MoveNext() => MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success;

    public void Refresh(StreamSequenceToken token)
    {
        // The place is the grain's, wherever new events are.
    }

    // The grain did not take it: it comes again.
    public void RecordDeliveryFailure() => _isLookedAt = _current is null;

    public void Dispose()
    {
        _ending.Cancel();
        if (_read is null or { IsCompleted: true }) Close();
        else _ = _read.ContinueWith(static (_, of) => ((LogQueueCursor)of!).Close(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Take(IReadOnlyList<EventBatch> batches)
    {
        _read = null;
        if (batches.Count == 0) return;
        _current = new(queue.Stream, [.. batches], LogTokens.After(batches[^1].LastOffset));
        Begin();
    }

    private void Begin()
    {
        if (_ending.IsCancellationRequested || queue.NextOffset <= (_reader?.NextOffset ?? start)) return;
        _reader ??= queue.OpenReader(start);
        var (reader, ending) = (_reader, _ending.Token);

        // Off the agent's turns: a log that is slow to read holds up nobody else.
        _read = Task.Run(() => queue.ReadAsync(reader, ending), ending);
        _ = _read.ContinueWith(static (_, of) => ((LogQueue)of!).Signal(), queue, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Close()
    {
        _reader?.Dispose();
        _ending.Dispose();
    }
}
