using System.Buffers.Binary;
using System.Text;

namespace EventFlow.SegmentLog.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public async Task AppendAsync_SeveralBatches_GivesOffsetsByItemAndReadsBackAllFields()
    {
        using var log = new TestLog();
        Assert.Equal(0, await log.Partition.MustAppendAsync(new LogBatch("one"u8.ToArray(), 3, 5, 9)));
        Assert.Equal(3, await log.Partition.MustAppendAsync(new LogBatch(ReadOnlyMemory<byte>.Empty, 1, -7, -7)));
        Assert.Equal(4, await log.Partition.MustAppendAsync(Batches.Of("three", 2)));

        var frames = (await log.Partition.ReadAllAsync()).Frames;

        Assert.Equal([(0L, 3, 5L, 9L), (3, 1, -7, -7), (4, 2, 1000, 1000)], frames.Select(f => (f.FirstOffset, f.Count, f.MinEventTimeMs, f.MaxEventTimeMs)));
        Assert.Equal(["one", "", "three"], frames.Select(f => Encoding.UTF8.GetString(f.Payload.Span)));
        Assert.All(frames, f => Assert.Equal(log.NowMs, f.AppendTimeMs));
        Assert.Equal(6, log.Partition.NextOffset);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_AfterCloseOrCrash_HoldsAllAndGoesOnCounting(bool orderly)
    {
        using var log = new TestLog(o => o.SegmentBytes = 4096);
        for (var i = 0; i < 100; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of($"batch {i} {new string('x', 300)}", 2));
        }

        if (orderly)
        {
            log.Close();
        }
        else
        {
            log.Crash();
        }

        Assert.Equal(200, await log.Partition.MustAppendAsync(Batches.Of("after")));
        var contents = await log.Partition.ReadAllAsync();
        Assert.Equal(101, contents.Frames.Count);
        Assert.Empty(contents.Lost);
        Assert.Equal("after", contents.Texts[^1]);
        Assert.True(log.SegmentFiles.Length > 5);
    }

    [Fact]
    public async Task ReadAsync_FromTheMiddleOfABatch_BeginsWithThatBatch()
    {
        using var log = new TestLog(o => o.IndexIntervalBytes = 512);
        for (var i = 0; i < 50; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of(new string('x', 100), 10));
        }

        for (var offset = 0; offset < 500; offset += 7)
        {
            using var result = await log.Partition.ReadAsync(offset, 64);
            Assert.Equal(offset / 10 * 10, Assert.Single(result.Frames).FirstOffset);
            Assert.Equal((offset / 10 * 10) + 10, result.NextOffset);
        }
    }

    [Fact]
    public async Task ReadAsync_AtAndBeyondTheEnd_SaysWhich()
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("x", 5));

        using var atEnd = await log.Partition.ReadAsync(5);
        using var beyond = await log.Partition.ReadAsync(6);

        Assert.Equal((ReadOutcome.EndOfLog, 5L), (atEnd.Outcome, atEnd.NextOffset));
        Assert.Equal(ReadOutcome.OffsetBeyondEnd, beyond.Outcome);
    }

    [Fact]
    public async Task ReadAsync_FrameLargerThanAsked_IsReadWhole()
    {
        using var log = new TestLog();
        var batch = Batches.Random(new Random(1), 3_000_000);
        await log.Partition.MustAppendAsync(batch);

        using var result = await log.Partition.ReadAsync(0, 64);

        Assert.True(batch.Payload.Span.SequenceEqual(Assert.Single(result.Frames).Payload.Span));
    }

    [Fact]
    public async Task WaitForAppendAsync_WhenTheOffsetComes_CompletesWithoutPolling()
    {
        using var log = new TestLog();
        using var cursor = log.Partition.OpenCursor(0);
        var waiting = cursor.WaitForAppendAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        await log.Partition.MustAppendAsync(Batches.Of("x"));

        Assert.True(await waiting);
        using var result = await cursor.ReadAsync();
        Assert.Single(result.Frames);
    }

    [Fact]
    public async Task WaitForAppendAsync_WhenCancelledOrClosed_Ends()
    {
        using var log = new TestLog();
        using var cancellation = new CancellationTokenSource();
        var cancelled = log.Partition.WaitForAppendAsync(0, cancellation.Token).AsTask();
        var partition = log.Partition;
        var closed = partition.WaitForAppendAsync(0, TestContext.Current.CancellationToken).AsTask();

        await cancellation.CancelAsync();
        log.Close();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(await closed);
        using var read = await partition.ReadAsync(0);
        Assert.Equal(ReadOutcome.Closed, read.Outcome);
        Assert.Equal(AppendOutcome.Closed, (await partition.AppendAsync(Batches.Of("x"))).Outcome);
    }

    [Fact]
    public async Task AppendAsync_PartitionsOfSeveralStreams_DoNotMix()
    {
        using var log = new TestLog();
        var opened = await log.Store.OpenStreamAsync("service-logs", 3);
        await Task.WhenAll(opened.Select((partition, i) => partition.MustAppendAsync(Batches.Of($"logs {i}"))));
        await log.Partition.MustAppendAsync(Batches.Of("metrics"));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal([$"logs {i}"], (await opened[i].ReadAllAsync()).Texts);
        }

        Assert.Equal(["metrics"], (await log.Partition.ReadAllAsync()).Texts);
        Assert.Equal(
            [new PartitionId("service-logs", 0), new PartitionId("service-logs", 1), new PartitionId("service-logs", 2), new PartitionId(TestLog.Stream, 0)],
            log.Store.ListPartitions());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../escape")]
    [InlineData("Upper")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    public void OpenPartition_BadStreamName_Throws(string name)
    {
        using var log = new TestLog();
        Assert.Throws<ArgumentException>(() => log.Store.OpenPartition(name, 0));
    }

    [Fact]
    public async Task AppendAsync_InvalidBatch_ThrowsOrRefuses()
    {
        using var log = new TestLog(o => o.MaxBatchBytes = 10);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await log.Partition.AppendAsync(new LogBatch("x"u8.ToArray(), 0, 0, 0)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await log.Partition.AppendAsync(new LogBatch("x"u8.ToArray(), 1, 2, 1)));
        Assert.Equal(AppendOutcome.TooLarge, (await log.Partition.AppendAsync(Batches.Of("12345678901"))).Outcome);
        Assert.Equal(0, await log.Partition.MustAppendAsync(Batches.Of("1234567890")));
    }

    [Fact]
    public async Task FrameHeader_OnDisk_HasTheDocumentedLayout()
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("first", 2));
        await log.Partition.MustAppendAsync(new LogBatch("payload"u8.ToArray(), 3, 11, 22));
        log.Close();

        var frame = File.ReadAllBytes(log.SegmentFiles[0]).AsSpan(128 + 64 + 5);

        Assert.Equal(64 + 7, frame.Length);
        Assert.Equal("EFRM\u0001\0\0\0"u8.ToArray(), frame[..8].ToArray());
        Assert.Equal(7, BinaryPrimitives.ReadInt32LittleEndian(frame[8..]));
        Assert.Equal(7, BinaryPrimitives.ReadInt32LittleEndian(frame[12..]));
        Assert.Equal(2, BinaryPrimitives.ReadInt64LittleEndian(frame[16..]));
        Assert.Equal(3, BinaryPrimitives.ReadInt32LittleEndian(frame[24..]));
        Assert.Equal(11, BinaryPrimitives.ReadInt64LittleEndian(frame[32..]));
        Assert.Equal(22, BinaryPrimitives.ReadInt64LittleEndian(frame[40..]));
        Assert.Equal(log.NowMs, BinaryPrimitives.ReadInt64LittleEndian(frame[48..]));
        Assert.Equal(Checksum.Of("payload"u8), BinaryPrimitives.ReadUInt32LittleEndian(frame[56..]));
        Assert.Equal(0xE306_9283u, Checksum.Of("123456789"u8));
    }
}
