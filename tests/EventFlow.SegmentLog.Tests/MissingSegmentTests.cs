using System.Globalization;

namespace EventFlow.SegmentLog.Tests;

/// <summary>Segments that vanish at either end, where no hole shows, and the file that knows of them.</summary>
public sealed class MissingSegmentTests
{
    [Fact]
    public async Task Open_FirstSegmentMissing_ReportsItAsLostUntilRetentionPassesIt()
    {
        using var log = await FilledAsync();
        var second = BaseOf(log.SegmentFiles[1]);
        Remove(log.SegmentFiles[0]);

        for (var opening = 0; opening < 2; opening++)
        {
            Assert.Equal((0L, second, LossReason.Missing), Assert.Single(log.Partition.LostRanges.Select(lost => (lost.FirstOffset, lost.EndOffset, lost.Reason))));
            Assert.Equal(second, log.Partition.GetStatistics().LostItems);
            Assert.Equal(second, (await log.Partition.ReadAllAsync(second)).Offsets[0]);
            log.Close();
        }

        log.Clock.Advance(TimeSpan.FromDays(30));
        await log.Partition.MustAppendAsync(Batches.Of("young"));
        await log.Store.ApplyRetentionAsync();
        log.Close();
        Assert.Empty(log.Partition.LostRanges);
    }

    [Fact]
    public async Task Open_LastSegmentMissing_ReportsItsOffsetsAndNeverGivesThemOutAgain()
    {
        using var log = await FilledAsync();
        var next = log.Partition.NextOffset;
        log.Close();
        var last = BaseOf(log.SegmentFiles[^1]);
        Remove(log.SegmentFiles[^1]);

        var after = await log.Partition.MustAppendAsync(Batches.Of("after"));

        Assert.True(after >= next, $"Offset {after} had been given out before: the log ended at {next}.");
        for (var opening = 0; opening < 2; opening++)
        {
            Assert.Equal((last, after), Assert.Single(log.Partition.LostRanges.Select(lost => (lost.FirstOffset, lost.EndOffset))));
            var contents = await log.Partition.ReadAllAsync();
            Assert.Equal((last, after), Assert.Single(contents.Lost.Select(lost => (lost.FirstOffset, lost.EndOffset))));
            Assert.Equal("after", contents.Texts[^1]);
            log.Close();
        }
    }

    [Fact]
    public async Task Open_AllSegmentsMissing_GoesOnBehindThem()
    {
        using var log = await FilledAsync();
        var next = log.Partition.NextOffset;
        log.Close();
        Array.ForEach(log.SegmentFiles, Remove);

        var after = await log.Partition.MustAppendAsync(Batches.Of("after"));

        Assert.True(after >= next);
        Assert.Equal((0L, after), Assert.Single(log.Partition.LostRanges.Select(lost => (lost.FirstOffset, lost.EndOffset))));
    }

    [Fact]
    public async Task Open_BoundsMissingOrDamagedAnywhere_IsNoLoss()
    {
        using var log = await FilledAsync();
        var path = Path.Combine(log.PartitionFolder, "bounds");
        var sound = File.ReadAllBytes(path);
        for (var at = -1; at < sound.Length; at++)
        {
            File.Delete(path);
            if (at >= 0)
            {
                var damaged = (byte[])sound.Clone();
                damaged[at] ^= 0x04;
                File.WriteAllBytes(path, damaged);
            }

            Assert.Empty(log.Partition.LostRanges);
            log.Close();
            Assert.Equal(sound, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public async Task ApplyRetention_ThenKilled_IsNotTakenForALoss()
    {
        using var log = await FilledAsync();
        _ = log.Partition;
        log.Clock.Advance(TimeSpan.FromDays(30));
        await log.Store.ApplyRetentionAsync();
        Assert.True(log.Partition.FirstOffset > 0);
        log.Crash();

        Assert.Empty(log.Partition.LostRanges);
        Assert.True(log.Partition.FirstOffset > 0);
    }

    [Fact]
    public async Task Read_SealedSegmentCutAtAnyByteOfItsLastFrames_ReportsWhatIsGoneAndServesTheRest()
    {
        using var log = await FilledAsync();
        var (segment, index) = (log.SegmentFiles[1], Path.ChangeExtension(log.SegmentFiles[1], ".idx"));
        var (whole, wholeIndex) = (File.ReadAllBytes(segment), File.ReadAllBytes(index));
        var (first, end) = (BaseOf(segment), BaseOf(log.SegmentFiles[2]));
        var total = (await log.Partition.ReadAllAsync()).Frames.Count;
        log.Close();
        for (var length = whole.Length - 1; length > whole.Length - 1000; length -= length > whole.Length - 150 ? 1 : 13)
        {
            File.WriteAllBytes(segment, whole[..length]);
            File.WriteAllBytes(index, wholeIndex);

            var contents = await log.Partition.ReadAllAsync();
            log.Close();

            var lost = Assert.Single(contents.Lost);
            Assert.True(lost.FirstOffset > first && lost.EndOffset == end, $"cut to {length}: {lost}");
            Assert.Equal(total, contents.Frames.Count + lost.Count);
        }
    }

    private static async Task<TestLog> FilledAsync()
    {
        var log = new TestLog(o => o.SegmentBytes = 4096);
        for (var i = 0; i < 40; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of($"{i} {new string('x', 300)}"));
        }

        log.Close();
        return log;
    }

    private static long BaseOf(string path) => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture);

    private static void Remove(string segment)
    {
        File.Delete(segment);
        File.Delete(Path.ChangeExtension(segment, ".idx"));
    }
}
