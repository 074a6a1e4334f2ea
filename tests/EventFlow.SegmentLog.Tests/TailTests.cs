using Microsoft.Extensions.Logging;

namespace EventFlow.SegmentLog.Tests;

/// <summary>What an interrupted write leaves at the end of the last segment.</summary>
public sealed class TailTests
{
    [Fact]
    public async Task Open_LastFrameCutAtEveryByte_ServesAllBeforeItAndGoesOn()
    {
        using var source = new TestLog();
        await source.Partition.MustAppendAsync(Batches.Of("first", 3));
        await source.Partition.MustAppendAsync(Batches.Of("second", 4));
        source.Close();
        var whole = await File.ReadAllBytesAsync(source.SegmentFiles[0]);
        var lastFrameAt = whole.Length - 64 - "second".Length;

        for (var length = lastFrameAt; length < whole.Length; length++)
        {
            using var log = CopyOf(source.SegmentFiles[0], whole.AsSpan(0, length));
            Assert.Equal(3, log.Partition.NextOffset);
            Assert.Equal(3, await log.Partition.MustAppendAsync(Batches.Of("again")));
            log.Crash();
            var contents = await log.Partition.ReadAllAsync();
            Assert.Equal(["first", "again"], contents.Texts);
            Assert.Empty(contents.Lost);
        }
    }

    [Fact]
    public async Task Open_TornTail_LogsHowMuchWasCut()
    {
        using var source = new TestLog();
        await source.Partition.MustAppendAsync(Batches.Of("first"));
        await source.Partition.MustAppendAsync(Batches.Of("second"));
        source.Close();
        var whole = await File.ReadAllBytesAsync(source.SegmentFiles[0]);

        var logger = new ListLogger();
        using var log = CopyOf(source.SegmentFiles[0], whole.AsSpan(0, whole.Length - 1), logger);
        _ = log.Partition;

        Assert.Contains(logger.Lines, line => line.Contains("Cut 69 bytes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(128)]
    public async Task Open_SegmentWhoseCreationWasInterrupted_IsDropped(int length)
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("kept", 5));
        log.Close();
        await File.WriteAllBytesAsync(Path.Combine(log.PartitionFolder, "00000000000000000005.seg"), new byte[length]);

        Assert.Equal(5, await log.Partition.MustAppendAsync(Batches.Of("after")));
        Assert.Equal(["kept", "after"], (await log.Partition.ReadAllAsync()).Texts);
        Assert.Empty(log.Partition.LostRanges);
    }

    [Fact]
    public async Task Open_AcknowledgedTailGoneAfterAnOrderlyClose_IsReportedAndItsOffsetsAreNotReused()
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("kept", 5));
        await log.Partition.MustAppendAsync(Batches.Of("gone", 5));
        log.Close();
        using (var file = File.OpenWrite(log.SegmentFiles[0]))
        {
            file.SetLength(file.Length - 10);
        }

        using (var atEnd = await log.Partition.ReadAsync(5))
        {
            Assert.Equal(ReadOutcome.Read, atEnd.Outcome);
            Assert.Equal((5L, 10L), Assert.Single(atEnd.Lost.Select(lost => (lost.FirstOffset, lost.EndOffset))));
        }

        Assert.Equal(10, await log.Partition.MustAppendAsync(Batches.Of("after")));
        var contents = await log.Partition.ReadAllAsync();
        Assert.Equal(["kept", "after"], contents.Texts);
        Assert.Equal((5L, 10L), Assert.Single(contents.Lost.Select(lost => (lost.FirstOffset, lost.EndOffset))));
    }

    private static TestLog CopyOf(string segment, ReadOnlySpan<byte> content, ILogger<SegmentLogStore>? logger = null)
    {
        var log = new TestLog(logger: logger);
        Directory.CreateDirectory(log.PartitionFolder);
        File.WriteAllBytes(Path.Combine(log.PartitionFolder, Path.GetFileName(segment)), content.ToArray());
        return log;
    }
}
