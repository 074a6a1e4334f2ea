using System.Buffers.Binary;
using System.Text;

namespace EventFlow.SegmentLog.Tests;

/// <summary>What compression changes on the disk, and what it does not change for anybody who reads.</summary>
public sealed class CompressionTests
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 30).Select(i => $"request completed user={i * 7919 % 1000} node-{i % 7};"));

    [Fact]
    public async Task AppendAsync_PayloadThatRepeats_IsStoredSmallerAndReadAsItWas()
    {
        using var log = new TestLog(o => o.Compression = LogCompression.Fast);
        await log.Partition.MustAppendAsync(Batches.Of(Text, 3));
        log.Close();

        var contents = await log.Partition.ReadAllAsync();
        var frame = File.ReadAllBytes(log.SegmentFiles[0]).AsSpan(128);

        Assert.Equal(3, frame[5]);
        Assert.Equal(frame.Length - 64, BinaryPrimitives.ReadInt32LittleEndian(frame[8..]));
        Assert.Equal(Text.Length, BinaryPrimitives.ReadInt32LittleEndian(frame[12..]));
        Assert.Equal(Checksum.Of(frame[64..]), BinaryPrimitives.ReadUInt32LittleEndian(frame[56..]));
        Assert.True(frame.Length < Text.Length / 2, $"{frame.Length} bytes stored for {Text.Length}");
        Assert.Equal([Text], contents.Texts);
    }

    [Fact]
    public async Task AppendAsync_PayloadThatDoesNotCompress_IsStoredAsItIs()
    {
        using var log = new TestLog(o => o.Compression = LogCompression.Fast);
        var batch = Batches.Random(new Random(1), 5000);
        await log.Partition.MustAppendAsync(batch);
        log.Close();

        var frame = File.ReadAllBytes(log.SegmentFiles[0]).AsSpan(128);

        Assert.Equal(0, frame[5]);
        Assert.True(frame[64..].SequenceEqual(batch.Payload.Span));
    }

    [Fact]
    public async Task Read_LogWrittenBeforeAndAfterCompressionWasChosen_IsOneLog()
    {
        using var log = new TestLog();
        foreach (var compression in new[] { LogCompression.None, LogCompression.Fast, LogCompression.None })
        {
            log.Options.Compression = compression;
            await log.Partition.MustAppendAsync(Batches.Of(compression + Text));
            log.Crash();
        }

        Assert.Equal([LogCompression.None + Text, LogCompression.Fast + Text, LogCompression.None + Text], (await log.Partition.ReadAllAsync(maxBytes: 64)).Texts);
    }

    [Fact]
    public async Task ReadAsync_FramesThatUnpackToFarMoreThanAsked_HandsOutNoMoreThanAsked()
    {
        using var log = new TestLog(o => o.Compression = LogCompression.Fast);
        for (var i = 0; i < 100; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of($"{i} {new string('x', 100_000)}"));
        }

        using var cursor = log.Partition.OpenCursor(0);
        for (var seen = 0; seen < 100;)
        {
            using var result = await cursor.ReadAsync(250_000, TestContext.Current.CancellationToken);
            Assert.InRange(result.Frames.Count, 1, 2);
            Assert.All(result.Frames, frame => Assert.StartsWith($"{seen++} ", Encoding.UTF8.GetString(frame.Payload.Span), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Read_ChecksumAgreesButTheBlockDoesNotUnpack_ReportsExactlyThisFrameAsLost()
    {
        using var log = new TestLog(o => o.Compression = LogCompression.Fast);
        await AppendThreeAsync(log);
        Rewrite(log, (frame, payload) => payload[0] ^= 0xF0);

        var contents = await log.Partition.ReadAllAsync();

        Assert.Equal(["a" + Text, "c" + Text], contents.Texts);
        Assert.Equal((2L, 4L, LossReason.PayloadDamaged), Assert.Single(contents.Lost.Select(lost => (lost.FirstOffset, lost.EndOffset, lost.Reason))));
        Assert.Equal(4, (await log.Partition.ReadAllAsync(4)).Offsets.Single());
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(FrameHeader.MostRawBytes + 1)]
    public async Task Open_HeaderClaimsAnImpossibleSize_IsDamageAndTakesNoMemory(int rawBytes)
    {
        using var log = new TestLog(o => o.Compression = LogCompression.Fast);
        await AppendThreeAsync(log);
        Rewrite(log, (frame, _) => BinaryPrimitives.WriteInt32LittleEndian(frame[12..], rawBytes));

        var contents = await log.Partition.ReadAllAsync();

        Assert.Equal(["a" + Text, "c" + Text], contents.Texts);
        Assert.Equal((2L, 4L), Assert.Single(contents.Lost.Select(lost => (lost.FirstOffset, lost.EndOffset))));
    }

    [Fact]
    public async Task Open_CompressionOfANewerVersion_RefusesAndChangesNothing()
    {
        using var log = new TestLog(o => o.Compression = LogCompression.Fast);
        await AppendThreeAsync(log);
        Rewrite(log, (frame, _) => frame[5] = 9);
        var bytes = File.ReadAllBytes(log.SegmentFiles[0]);

        var refusal = Assert.Throws<NotSupportedException>(() => log.Partition);

        Assert.Contains("compression 9", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(log.SegmentFiles[0]));
    }

    [Fact]
    public async Task AppendAsync_CancelledWhileItWaits_DoesNotDisturbItsNeighbours()
    {
        using var log = new TestLog(o => o.Compression = LogCompression.Fast);
        await log.Partition.MustAppendAsync(Batches.Of("opens"));
        using var cancellation = new CancellationTokenSource();
        var (cancelled, kept) = (new List<Task<AppendResult>>(), new List<Task<long>>());
        using (log.Disk.HoldSyncs())
        {
            kept.Add(log.Partition.MustAppendAsync(Batches.Of("0" + Text)));
            await log.Disk.SyncArrived.WaitAsync(TestContext.Current.CancellationToken);
            for (var i = 1; i < 40; i++)
            {
                cancelled.Add(log.Partition.AppendAsync(Batches.Of("cancelled" + Text), cancellation.Token).AsTask());
                kept.Add(log.Partition.MustAppendAsync(Batches.Of(i + Text)));
            }

            await cancellation.CancelAsync();
        }

        await Task.WhenAll(kept);

        Assert.All(cancelled, task => Assert.True(task.IsCanceled));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => i + Text), (await log.Partition.ReadAllAsync(1)).Texts);
        Assert.Equal(0, log.Store.GetStatistics().QueuedBytes);
    }

    private static async Task AppendThreeAsync(TestLog log)
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await log.Partition.MustAppendAsync(Batches.Of(name + Text, 2));
        }

        log.Close();
        File.Delete(Path.ChangeExtension(log.SegmentFiles[0], ".idx"));
    }

    private delegate void Edit(Span<byte> frame, Span<byte> payload);

    /// <summary>Changes the second frame and makes its checksums agree, as somebody would who writes to the disk on purpose.</summary>
    private static void Rewrite(TestLog log, Edit edit)
    {
        var bytes = File.ReadAllBytes(log.SegmentFiles[0]);
        Assert.True(SegmentHeader.TryRead(bytes, out var header));
        var second = 128 + 64 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(128 + 8));
        var frame = bytes.AsSpan(second, 64);
        var payload = bytes.AsSpan(second + 64, BinaryPrimitives.ReadInt32LittleEndian(frame[8..]));
        edit(frame, payload);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[56..], Checksum.Of(payload));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[60..], Checksum.Append(header.Seed, frame[..60]));
        File.WriteAllBytes(log.SegmentFiles[0], bytes);
    }
}
