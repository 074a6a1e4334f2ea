using Microsoft.Extensions.Logging;

namespace EventFlow.SegmentLog.Tests;

/// <summary>Appends around the page cache, the zeros they leave behind, and the bytes kept in memory for those who follow.</summary>
public sealed class DirectAppendTests
{
    private const int Seed = 20261121;

    [Fact]
    public void Append_AnyPiecesWithSomeTakenBack_LeavesTheBytesOfAPlainFile()
    {
        var random = new Random(Seed);
        using var log = new TestLog();
        using var file = new DiskFileSystem(directAppends: true).Create(Path.Combine(log.Folder.Path, "file"));
        var expected = new List<byte>();
        file.Write([new byte[] { 1, 2, 3 }], 0);
        expected.AddRange([1, 2, 3]);
        for (var round = 0; round < 400; round++)
        {
            var pieces = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Bytes(random, random.Next(round % 50 == 0 ? 300_000 : 1500))).ToList();
            file.Append([.. pieces.Select(static piece => (ReadOnlyMemory<byte>)piece)], expected.Count);
            if (random.Next(4) == 0)
            {
                file.SetLength(expected.Count);
                continue;
            }

            pieces.ForEach(expected.AddRange);
            Assert.InRange(file.Length, expected.Count, expected.Count + 511);
        }

        var found = new byte[expected.Count];
        Assert.Equal(found.Length, file.Read(found, 0));
        Assert.True(expected.SequenceEqual(found), $"seed {Seed}");
        var rest = new byte[600];
        Assert.True(file.Read(rest, expected.Count) < 512 && rest.All(static value => value == 0), "The padding is not less than a sector of zeros.");
    }

    [Fact]
    public async Task Open_AfterACrash_CutsThePaddingWithoutCallingItTorn()
    {
        var logger = new ListLogger();
        using var log = new TestLog(logger: logger);
        await log.Partition.MustAppendAsync(Batches.Of("a"));
        log.Crash();
        var padded = new FileInfo(log.SegmentFiles[0]).Length;

        Assert.Equal(1, await log.Partition.MustAppendAsync(Batches.Of("b")));
        log.Close();

        Assert.Equal(["a", "b"], (await log.Partition.ReadAllAsync()).Texts);
        Assert.DoesNotContain(logger.Lines, static line => line.Contains("unfinished write", StringComparison.Ordinal));
        Assert.Equal(128 + (2 * 65), new FileInfo(log.SegmentFiles[0]).Length);
        Assert.InRange(padded, 128 + 65, 512);
    }

    [Fact]
    public async Task Open_SealedSegmentWithPaddingAndWithoutIndex_IsWhole()
    {
        using var log = new TestLog(o => o.SegmentBytes = 4096);
        for (var i = 0; i < 40; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of($"{i} {new string('x', 300)}"));
        }

        log.Close();
        var first = log.SegmentFiles[0];
        var length = new FileInfo(first).Length;
        File.Delete(Path.ChangeExtension(first, ".idx"));
        using (var file = File.OpenWrite(first))
        {
            file.SetLength(length + 100);
        }

        var contents = await log.Partition.ReadAllAsync();

        Assert.Equal(40, contents.Frames.Count);
        Assert.Empty(contents.Lost);
        Assert.Equal(length, new FileInfo(first).Length);
    }

    [Fact]
    public async Task Read_AtTheEnd_DoesNotGoToTheDiskForWhatWasJustWritten()
    {
        using var log = new TestLog(o => o.SegmentBytes = 64 << 20);
        using var cursor = log.Partition.OpenCursor(0);
        for (var i = 0; i < 2000; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of($"{i} {new string('x', i % 977)}"));
            var before = log.Disk.BytesRead;
            using var result = await cursor.ReadAsync(1 << 20, TestContext.Current.CancellationToken);
            Assert.StartsWith($"{i} ", System.Text.Encoding.UTF8.GetString(Assert.Single(result.Frames).Payload.Span), StringComparison.Ordinal);
            Assert.Equal(before, log.Disk.BytesRead);
        }
    }

    [Fact]
    public void SegmentTail_AnyWritesAndReads_GivesBackTheNewestBytesOrNothing()
    {
        var random = new Random(Seed);
        var tail = new SegmentTail();
        var model = new byte[4 << 20];
        var (start, end) = (128, 128);
        for (var round = 0; end < 3_500_000; round++)
        {
            var position = random.Next(5) == 0 ? Math.Max(start, end - random.Next(3000)) : end;
            var pieces = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Bytes(random, random.Next(round % 20 == 0 ? 200_000 : 3000))).ToList();
            tail.Write([.. pieces.Select(static piece => (ReadOnlyMemory<byte>)piece)], position);
            end = position;
            foreach (var piece in pieces)
            {
                piece.CopyTo(model, end);
                end += piece.Length;
            }

            start = Math.Max(start, end - (256 << 10));
            var buffer = new byte[random.Next(5000)];
            var from = Math.Max(0, random.Next(start - 10_000, end + 10));
            Assert.Equal(from >= start && from + buffer.Length <= end, tail.TryRead(buffer, from));
            if (from >= start && from + buffer.Length <= end)
            {
                Assert.True(model.AsSpan(from, buffer.Length).SequenceEqual(buffer), $"seed {Seed}, round {round}");
            }
        }
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
