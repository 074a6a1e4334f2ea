namespace EventFlow.SegmentLog.Tests;

/// <summary>The index files are a shortcut: whatever they say, reads are right.</summary>
public sealed class IndexTests
{
    public enum Change
    {
        None,
        Missing,
        Empty,
        Cut,
        BitFlipped,
        OfAnotherSegment,
        OldIndexOfFewerFrames,
        PositionsShifted,
        OffsetsShifted,
        PositionsBeyondTheFile,
        EntriesReversed,
        WrongEnd,
        WrongTimes,
    }

    public static TheoryData<Change> Changes => [.. Enum.GetValues<Change>()];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Read_WhateverTheIndexSays_GivesTheSameFrames(Change change)
    {
        using var log = new TestLog(o => (o.SegmentBytes, o.IndexIntervalBytes) = (8192, 512));
        for (var i = 0; i < 200; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of($"{i} {new string('x', 150)}", 2, timeMs: i * 10));
        }

        log.Close();
        foreach (var segment in log.SegmentFiles[..^1])
        {
            Apply(change, segment, log.SegmentFiles[0]);
        }

        for (var offset = 0L; offset < 400; offset += 13)
        {
            using var result = await log.Partition.ReadAsync(offset, 256);
            Assert.Equal(offset / 2 * 2, result.Frames[0].FirstOffset);
            Assert.StartsWith($"{offset / 2} ", System.Text.Encoding.UTF8.GetString(result.Frames[0].Payload.Span), StringComparison.Ordinal);
        }

        using (var cursor = log.Partition.OpenTimeCursor(500, 1200))
        {
            Assert.Equal(Enumerable.Range(50, 70).Select(i => i * 2L), (await cursor.ReadToEndAsync(256)).Offsets);
        }

        Assert.Equal(200, (await log.Partition.ReadAllAsync()).Frames.Count);
        Assert.Empty(log.Partition.LostRanges);
    }

    [Fact]
    public async Task Open_IndexMissing_WritesItAgain()
    {
        using var log = new TestLog(o => o.SegmentBytes = 4096);
        for (var i = 0; i < 50; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of(new string('x', 300)));
        }

        log.Close();
        var index = Path.ChangeExtension(log.SegmentFiles[0], ".idx");
        var before = File.ReadAllBytes(index);
        File.Delete(index);

        _ = log.Partition;

        Assert.Equal(before, File.ReadAllBytes(index));
    }

    [Fact]
    public async Task Read_AnyByteOfAnIndexChanged_GivesTheSameFrames()
    {
        using var log = new TestLog(o => (o.SegmentBytes, o.IndexIntervalBytes) = (4096, 512));
        for (var i = 0; i < 40; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of($"{i} {new string('x', 150)}", timeMs: i * 10));
        }

        log.Close();
        var path = Path.ChangeExtension(log.SegmentFiles[0], ".idx");
        var sound = File.ReadAllBytes(path);
        for (var at = 0; at < sound.Length; at++)
        {
            var changed = (byte[])sound.Clone();
            changed[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, changed);

            Assert.Equal(40, (await log.Partition.ReadAllAsync(maxBytes: 512)).Frames.Count);
            Assert.Empty(log.Partition.LostRanges);
            log.Close();

            // Four bytes of its header mean nothing.
            Assert.True(at is >= 92 and < 96 || sound.AsSpan().SequenceEqual(File.ReadAllBytes(path)), $"byte {at} stayed changed");
        }
    }

    private static void Apply(Change change, string segmentPath, string firstSegmentPath)
    {
        var path = Path.ChangeExtension(segmentPath, ".idx");
        var bytes = File.ReadAllBytes(path);
        Assert.True(SegmentHeader.TryRead(File.ReadAllBytes(segmentPath), out var header));
        Assert.True(IndexFile.TryRead(bytes, header, out var summary, out var entries));
        Assert.True(entries.Length > 5);
        byte[] Lying(Func<IndexEntry, IndexEntry> lie) => IndexFile.ToBytes(header, summary, [.. entries.Select(lie)]);
        switch (change)
        {
            case Change.None:
                break;
            case Change.Missing:
                File.Delete(path);
                break;
            case Change.Empty:
                File.WriteAllBytes(path, []);
                break;
            case Change.Cut:
                File.WriteAllBytes(path, bytes[..^5]);
                break;
            case Change.BitFlipped:
                bytes[^20] ^= 4;
                File.WriteAllBytes(path, bytes);
                break;
            case Change.OfAnotherSegment when segmentPath != firstSegmentPath:
                File.Copy(Path.ChangeExtension(firstSegmentPath, ".idx"), path, overwrite: true);
                break;
            case Change.OldIndexOfFewerFrames:
                File.WriteAllBytes(path, IndexFile.ToBytes(header, summary with { Bytes = entries[3].Position, EndOffset = entries[3].FirstOffset }, entries.AsSpan(0, 3)));
                break;
            case Change.PositionsShifted:
                File.WriteAllBytes(path, Lying(entry => entry with { Position = entry.Position + 8 }));
                break;
            case Change.OffsetsShifted:
                File.WriteAllBytes(path, Lying(entry => entry with { FirstOffset = entry.FirstOffset + 2 }));
                break;
            case Change.PositionsBeyondTheFile:
                File.WriteAllBytes(path, Lying(entry => entry with { Position = entry.Position + (1L << 40) }));
                break;
            case Change.EntriesReversed:
                File.WriteAllBytes(path, IndexFile.ToBytes(header, summary, [.. entries.Reverse()]));
                break;
            case Change.WrongTimes:
                File.WriteAllBytes(path, Lying(entry => entry with { MinEventTimeMs = entry.MinEventTimeMs + 100_000, MaxEventTimeMs = entry.MaxEventTimeMs + 100_000 }));
                break;
            case Change.WrongEnd:
                File.WriteAllBytes(path, IndexFile.ToBytes(header, summary with { EndOffset = summary.EndOffset + 7 }, entries));
                break;
        }
    }
}
