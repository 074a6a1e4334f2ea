using EventFlow.Silo;
using Microsoft.Extensions.Logging.Abstractions;
using global::Orleans.Providers.Streams.Common;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>The place of a grain in a partition: nothing is passed over, whatever the agent of Orleans asks for.</summary>
public sealed class LogQueueCursorTests
{
    private readonly MemoryLog _log = new();
    private readonly LogQueue _queue;

    public LogQueueCursorTests() => _queue = new(_log, StreamNames.Logs, 0, TimeProvider.System, NullLogger.Instance);

    [Fact]
    public async Task Cursor_FromTheBeginning_GivesAllInOrder()
    {
        for (var i = 0; i < 7; i++) _log.Add(3);
        using var cursor = Cursor(null);
        Assert.Equal(Enumerable.Range(0, 7).Select(static i => i * 3L), await TakeAsync(cursor, 7));
        Assert.Equal(QueueCacheCursorMoveResultKind.NoData, cursor.MoveNextWithResult().Kind);
        _log.Add(3);
        Assert.Equal([21L], await TakeAsync(cursor, 1));
    }

    [Fact]
    public async Task Cursor_AtAnOffsetWithinABatch_BeginsWithThatBatch()
    {
        for (var i = 0; i < 3; i++) _log.Add(10);
        using var cursor = Cursor(new EventSequenceTokenV2(15));
        Assert.Equal([10L, 20L], await TakeAsync(cursor, 2));
    }

    [Fact]
    public async Task Cursor_AtTheTokenOfADelivery_GoesOnBehindIt()
    {
        for (var i = 0; i < 4; i++) _log.Add(10);
        using var cursor = Cursor(null);
        var delivered = await NextAsync(cursor);
        using var other = Cursor(delivered.SequenceToken);
        Assert.Equal([20L, 30L], await TakeAsync(other, 2));
    }

    [Fact]
    public async Task MoveNext_ToWhatNobodyLookedAt_IsNoStep()
    {
        for (var i = 0; i < 4; i++) _log.Add(10);
        using var cursor = Cursor(new EventSequenceTokenV2(0));
        await MovedAsync(cursor);
        Assert.Equal(QueueCacheCursorMoveResultKind.Success, cursor.MoveNextWithResult().Kind);
        Assert.Equal(QueueCacheCursorMoveResultKind.Success, cursor.MoveNextWithResult().Kind);
        Assert.Equal([0L, 10L, 20L, 30L], await TakeAsync(cursor, 4));
    }

    [Fact]
    public async Task MoveNext_AfterAFailedDelivery_GivesTheSameAgain()
    {
        for (var i = 0; i < 4; i++) _log.Add(10);
        using var cursor = Cursor(null);
        var first = await NextAsync(cursor);
        cursor.RecordDeliveryFailure();
        Assert.Equal(QueueCacheCursorMoveResultKind.Success, cursor.MoveNextWithResult().Kind);
        Assert.Same(first, cursor.GetCurrent(out _));
        Assert.Equal([20L, 30L], await TakeAsync(cursor, 2));
    }

    [Fact]
    public async Task Cursor_OverALogThatFails_GoesOnWhenItIsBack()
    {
        _log.FailingReads = 2;
        _log.Add(10);
        using var cursor = Cursor(null);
        Assert.Equal([0L], await TakeAsync(cursor, 1));
        Assert.Equal(0, _log.FailingReads);
    }

    [Fact]
    public async Task Receiver_OfAStreamThatWasNeverWrittenTo_WakesNobody()
    {
        var receiver = new LogQueueReceiver(_queue);
        await receiver.Initialize(TimeSpan.Zero);
        Assert.Empty(await receiver.GetQueueMessagesAsync(1, CancellationToken.None));
        _log.Add(1);
        _queue.Signal();
        var wake = Assert.Single(await receiver.GetQueueMessagesAsync(1, CancellationToken.None));
        Assert.Equal((_queue.Stream, 0L), (wake.StreamId, wake.SequenceToken.SequenceNumber));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Assert.Empty(await receiver.GetQueueMessagesAsync(1, cancelled.Token));
    }

    private IQueueCacheCursor Cursor(StreamSequenceToken? token) => new LogQueueCache(_queue).GetCacheCursor(_queue.Stream, token);

    private async Task<List<long>> TakeAsync(IQueueCacheCursor cursor, int batches)
    {
        var taken = new List<long>();
        while (taken.Count < batches) taken.AddRange((await NextAsync(cursor)).GetEvents<EventBatch>().Select(static i => i.Item1.FirstOffset));
        return taken;
    }

    private async Task<IBatchContainer> NextAsync(IQueueCacheCursor cursor)
    {
        await MovedAsync(cursor);
        return cursor.GetCurrent(out _)!;
    }

    // As the agent does: it asks again when the queue is signalled.
    private async Task MovedAsync(IQueueCacheCursor cursor)
    {
        for (var tries = 0; cursor.MoveNextWithResult().Kind != QueueCacheCursorMoveResultKind.Success; tries++)
        {
            Assert.True(tries < 200, "The cursor came to nothing.");
            await _queue.WaitAsync(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
    }
}
