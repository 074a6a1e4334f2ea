using EventFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.SegmentLog.Tests;

/// <summary>A disk that is really full: the system refuses in the middle of a write, without a guard before it.</summary>
public sealed class FullDiskTests
{
    [Theory]
    [InlineData("tmpfs", false), InlineData("ext4", false), InlineData("ext4", true)]
    public async Task AppendAsync_DiskFullInsideAWrite_KeepsWhatWasAcknowledgedAndGoesOnWhenThereIsRoom(string kind, bool direct)
    {
        using var disk = SmallDisk.TryMount(kind, 16, out var why);
        Assert.SkipWhen(disk is null, $"No small disk could be mounted: {why}");
        var options = new SegmentLogOptions { MinFreeBytes = 0, Compression = LogCompression.None, SegmentBytes = 256 << 10 };
        var kept = new List<string>();
        using (var store = Open(disk!, options, direct))
        {
            var partition = store.OpenPartition(TestLog.Stream, 0);
            disk!.FillBut(1 << 20);
            var refused = await FillAsync(partition, kept, 0);
            Assert.Equal(AppendOutcome.DiskFull, refused.Outcome);
            Assert.InRange(kept.Count, 50, 1_000);

            // Again and again, as callers do: nothing of it may stay.
            for (var i = 0; i < 20; i++) Assert.False((await partition.AppendAsync(Batches.Of(new string('y', 9_000 + i)))).IsCommitted);
            Assert.Equal(kept, (await partition.ReadAllAsync()).Texts);
            disk.Free();
            await FillAsync(partition, kept, 20);
            Assert.Null(partition.GetStatistics().Fault);
        }

        using var again = Open(disk!, options, direct);
        var contents = await again.OpenPartition(TestLog.Stream, 0).ReadAllAsync();
        Assert.Equal(kept, contents.Texts);
        Assert.Empty(contents.Lost);
    }

    [Theory]
    [InlineData("tmpfs"), InlineData("ext4")]
    public async Task Open_AfterAKillOnAFullDisk_HasAllThatWasAcknowledged(string kind)
    {
        using var disk = SmallDisk.TryMount(kind, 16, out var why);
        Assert.SkipWhen(disk is null, $"No small disk could be mounted: {why}");
        var options = new SegmentLogOptions { MinFreeBytes = 0, Compression = LogCompression.None, SegmentBytes = 256 << 10 };
        var kept = new List<string>();
        var copy = Path.Combine(Path.GetDirectoryName(disk!.Path)!, "killed");
        using (var store = Open(disk, options, direct: true))
        {
            var partition = store.OpenPartition(TestLog.Stream, 0);
            disk.FillBut(1 << 20);
            await FillAsync(partition, kept, 0);
            Copy(Path.Combine(disk.Path, "log"), copy);
        }

        using var again = new SegmentLogStore(copy, options, new ManualTimeProvider(), NullLogger<SegmentLogStore>.Instance, meters: null, new DiskFileSystem(directAppends: true));
        var after = again.OpenPartition(TestLog.Stream, 0);
        Assert.Equal(kept, (await after.ReadAllAsync()).Texts);
        Assert.Equal(kept.Count, await after.MustAppendAsync(Batches.Of("goes on")));
    }

    // Until it is refused, or so many when more than none are wanted.
    private static async Task<AppendResult> FillAsync(SegmentLogPartition partition, List<string> kept, int most)
    {
        for (var i = 0; ; i++)
        {
            var text = $"{kept.Count} " + new string('x', 3_000 + kept.Count % 7 * 500);
            var result = await partition.AppendAsync(Batches.Of(text));
            if (result.IsCommitted) kept.Add(text);
            else if (most == 0) return result;
            else Assert.Fail($"There is room again, and an append is answered with {result.Outcome}: {result.Detail}");
            if (most > 0 && i == most) return result;
        }
    }

    private static SegmentLogStore Open(SmallDisk disk, SegmentLogOptions options, bool direct) =>
        new(Path.Combine(disk.Path, "log"), options, new ManualTimeProvider(), NullLogger<SegmentLogStore>.Instance, meters: null, new DiskFileSystem(direct));

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(static f => Path.GetExtension(f) is ".seg" or ".bounds"))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, File.ReadAllBytes(file));
        }
    }
}
