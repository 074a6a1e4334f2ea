using System.Globalization;
using System.Text;
using EventFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.SegmentLog.Tests;

/// <summary>Real processes: killed while they append, or competing for a folder.</summary>
public sealed class ProcessTests
{
    private const int Partitions = 3;

    [Fact]
    public async Task Kill9_WhileAppending_LosesNothingAcknowledgedAndDoublesNothing()
    {
        using var folder = new TempDirectory();
        var acknowledged = new Dictionary<(int Partition, long Offset), (int Count, string Text)>();
        for (var round = 0; round < 3; round++)
        {
            using var process = CrashProcess.Start(folder.Path, "append", round.ToString(CultureInfo.InvariantCulture), Partitions.ToString(CultureInfo.InvariantCulture));
            Assert.Equal("open", await process.ReadLineAsync());
            for (var line = 0; line < 300 + (round * 77); line++)
            {
                Note(acknowledged, (await process.ReadLineAsync())!);
            }

            foreach (var line in (await process.KillAsync()).Split('\n')[..^1])
            {
                Note(acknowledged, line);
            }
        }

        await CompareAsync(folder.Path, acknowledged);
    }

    [Fact]
    public async Task Open_FolderOfAnotherProcess_SaysWhoHasItAndHarmsNothing()
    {
        using var folder = new TempDirectory();
        using var holder = CrashProcess.Start(folder.Path, "hold");
        Assert.Equal("open", await holder.ReadLineAsync());

        var refusal = Assert.Throws<SegmentLogLockedException>(() => Open(folder.Path));
        using var second = CrashProcess.Start(folder.Path, "hold");

        Assert.Contains($"process {holder.Id} ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await second.WaitForExitAsync());
        Assert.Contains($"process {holder.Id} ", await second.ReadErrorAsync(), StringComparison.Ordinal);

        await holder.KillAsync();
        await using var afterwards = Open(folder.Path);
        Assert.True((await afterwards.OpenPartition("s", 0).AppendAsync(Batches.Of("x"))).IsCommitted);
    }

    private static SegmentLogStore Open(string path) =>
        new(path, new SegmentLogOptions { MinFreeBytes = 0 }, TimeProvider.System, NullLogger<SegmentLogStore>.Instance);

    private static void Note(Dictionary<(int Partition, long Offset), (int Count, string Text)> acknowledged, string line)
    {
        var parts = line.Split(' ');
        var key = (int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
        Assert.True(acknowledged.TryAdd(key, (int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3])), $"Offset given out twice: {line}");
    }

    private static async Task CompareAsync(string path, Dictionary<(int Partition, long Offset), (int Count, string Text)> acknowledged)
    {
        await using var store = Open(path);
        var texts = new HashSet<string>();
        for (var i = 0; i < Partitions; i++)
        {
            var contents = await store.OpenPartition("crash", i).ReadAllAsync();
            Assert.Empty(contents.Lost);
            var expected = 0L;
            foreach (var frame in contents.Frames)
            {
                var text = Encoding.UTF8.GetString(frame.Payload.Span);
                Assert.Equal(expected, frame.FirstOffset);
                Assert.True(texts.Add(text), $"Stored twice: {text}");
                expected = frame.EndOffset;
                if (acknowledged.Remove((i, frame.FirstOffset), out var promise))
                {
                    Assert.Equal(promise, (frame.Count, text));
                }
            }
        }

        Assert.Empty(acknowledged);
    }
}
