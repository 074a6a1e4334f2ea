using System.Text;

namespace EventFlow.SegmentLog.Tests;

/// <summary>Bits that flip and files that vanish: what is lost is said, all else is served.</summary>
public sealed class DamageTests
{
    private const int BatchCount = 60;

    public enum Where
    {
        MiddleSegment,
        LastSegmentAfterClose,
        LastSegmentAfterCrash,
    }

    [Theory]
    [InlineData(Where.MiddleSegment, LogCompression.None)]
    [InlineData(Where.MiddleSegment, LogCompression.Fast)]
    [InlineData(Where.LastSegmentAfterClose, LogCompression.None)]
    [InlineData(Where.LastSegmentAfterClose, LogCompression.Fast)]
    [InlineData(Where.LastSegmentAfterCrash, LogCompression.None)]
    [InlineData(Where.LastSegmentAfterCrash, LogCompression.Fast)]
    public async Task Read_OneBitFlippedAnywhere_LosesOneBatchAtMostAndSaysSo(Where where, LogCompression compression)
    {
        const int Seed = 20261121;
        var random = new Random(Seed);
        using var log = new TestLog(o => (o.SegmentBytes, o.IndexIntervalBytes, o.Compression) = (4096, 512, compression));
        var written = await FillAsync(log, random);
        if (where == Where.LastSegmentAfterCrash)
        {
            log.Crash();
        }
        else
        {
            log.Close();
        }

        var sound = Directory.GetFiles(log.PartitionFolder).ToDictionary(path => path, File.ReadAllBytes);
        var target = where == Where.MiddleSegment ? log.SegmentFiles[2] : log.SegmentFiles[^1];
        for (var round = 0; round < 120; round++)
        {
            var damaged = (byte[])sound[target].Clone();
            var bit = random.Next(damaged.Length * 8);
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Restore(log, sound);
            File.WriteAllBytes(target, damaged);

            await CheckAsync(log, written, mayLoseTail: where == Where.LastSegmentAfterCrash, $"seed {Seed}, round {round}, bit {bit} of {Path.GetFileName(target)}");
            log.Close();
        }
    }

    [Fact]
    public async Task Read_AnyByteOfASegmentHeaderChanged_LosesNothing()
    {
        using var log = new TestLog(o => o.SegmentBytes = 4096);
        var written = await FillAsync(log, new Random(4));
        log.Close();
        var sound = File.ReadAllBytes(log.SegmentFiles[1]);
        for (var at = 0; at < SegmentHeader.Size; at++)
        {
            var changed = (byte[])sound.Clone();
            changed[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(log.SegmentFiles[1], changed);

            Assert.Equal(written.Keys, (await log.Partition.ReadAllAsync()).Offsets);
            Assert.Empty(log.Partition.LostRanges);
            log.Close();
        }
    }

    [Fact]
    public async Task Read_PayloadHoldsAFrameAsItsBytes_IsNeverTakenForOneAfterDamage()
    {
        // A sender who knows the format hides a frame with a checksum of its own in an event, and waits for a bad sector.
        var hidden = new byte[64 + 4];
        new FrameHeader(4, 4, PayloadCompression.None, 1, 1, 0, 0, 0, Checksum.Of(hidden.AsSpan(64))).Write(hidden, seed: 0);
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("a"));
        await log.Partition.MustAppendAsync(new LogBatch(hidden, 1, 0, 0));
        await log.Partition.MustAppendAsync(Batches.Of("c"));
        log.Close();
        Damage(log.SegmentFiles[0], 128 + 65 + 20);

        var contents = await log.Partition.ReadAllAsync();

        Assert.Equal(["a", "c"], contents.Texts);
        Assert.Equal((1L, 2L, LossReason.HeaderDamaged), Assert.Single(contents.Lost.Select(lost => (lost.FirstOffset, lost.EndOffset, lost.Reason))));
    }

    [Fact]
    public async Task Read_DamagedFrame_IsKeptInQuarantineAndKnownAfterARestart()
    {
        using var log = new TestLog(o => o.SegmentBytes = 4096);
        await FillAsync(log, new Random(1));
        log.Close();
        Damage(log.SegmentFiles[1], 128 + 70);

        var lost = Assert.Single((await log.Partition.ReadAllAsync()).Lost);
        log.Close();

        Assert.Equal([lost], log.Partition.LostRanges);
        Assert.Equal(lost.Count, log.Partition.GetStatistics().LostItems);
        var kept = Assert.Single(Directory.GetFiles(Path.Combine(log.PartitionFolder, "quarantine")));
        Assert.Equal(lost.ByteCount, new FileInfo(kept).Length);
    }

    [Fact]
    public async Task Open_MiddleSegmentMissing_ReportsItsOffsetsAndServesTheRest()
    {
        using var log = new TestLog(o => o.SegmentBytes = 4096);
        var written = await FillAsync(log, new Random(2));
        log.Close();
        var from = long.Parse(Path.GetFileNameWithoutExtension(log.SegmentFiles[2]), System.Globalization.CultureInfo.InvariantCulture);
        var to = long.Parse(Path.GetFileNameWithoutExtension(log.SegmentFiles[3]), System.Globalization.CultureInfo.InvariantCulture);
        File.Delete(log.SegmentFiles[2]);

        Assert.Equal((from, to), Assert.Single(log.Partition.LostRanges.Select(lost => (lost.FirstOffset, lost.EndOffset))));
        var contents = await log.Partition.ReadAllAsync();
        Assert.Equal((from, to), Assert.Single(contents.Lost.Select(lost => (lost.FirstOffset, lost.EndOffset))));
        Assert.Equal(written.Keys.Where(offset => offset < from || offset >= to), contents.Offsets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_ForeignOrUnreadableSegment_IsSetAsideAndItsOffsetsReported(bool last)
    {
        using var log = new TestLog(o => o.SegmentBytes = 4096);
        await FillAsync(log, new Random(3));
        var next = log.Partition.NextOffset;
        log.Close();
        var target = last ? log.SegmentFiles[^1] : log.SegmentFiles[2];
        var targetBase = long.Parse(Path.GetFileNameWithoutExtension(target), System.Globalization.CultureInfo.InvariantCulture);
        var bytes = File.ReadAllBytes(target);
        bytes.AsSpan(0, 128).Fill(0xEE);
        File.WriteAllBytes(target, bytes);

        var appended = await log.Partition.MustAppendAsync(Batches.Of("after"));

        Assert.True(appended >= next, $"Offset {appended} had been given out before: the log ended at {next}.");
        var lost = Assert.Single((await log.Partition.ReadAllAsync()).Lost);
        Assert.Equal(targetBase, lost.FirstOffset);
        Assert.True(File.Exists(Path.Combine(log.PartitionFolder, "quarantine", Path.GetFileName(target))));
    }

    [Fact]
    public async Task Open_SegmentOfAnotherPartition_IsSetAside()
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("own"));
        await log.Store.OpenPartition("other", 0).MustAppendAsync(Batches.Of("foreign", 5));
        log.Close();
        File.Copy(Path.Combine(log.Folder.Path, "other", "0", "00000000000000000000.seg"), Path.Combine(log.PartitionFolder, "00000000000000000001.seg"));

        Assert.Equal(1, await log.Partition.MustAppendAsync(Batches.Of("next")));
        Assert.Equal(["own", "next"], (await log.Partition.ReadAllAsync()).Texts);
    }

    [Fact]
    public async Task Open_FormatOfANewerVersion_RefusesInsteadOfCuttingItOff()
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("x"));
        log.Close();
        var bytes = File.ReadAllBytes(log.SegmentFiles[0]);
        Assert.True(SegmentHeader.TryRead(bytes, out var header));
        bytes[128 + 4] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(128 + 60), Checksum.Append(header.Seed, bytes.AsSpan(128, 60)));
        File.WriteAllBytes(log.SegmentFiles[0], bytes);

        var refusal = Assert.Throws<NotSupportedException>(() => log.Partition);

        Assert.Contains("version 2", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(log.SegmentFiles[0]));
    }

    private static void Damage(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }

    private static void Restore(TestLog log, Dictionary<string, byte[]> files)
    {
        Directory.Delete(log.PartitionFolder, recursive: true);
        Directory.CreateDirectory(log.PartitionFolder);
        foreach (var (path, bytes) in files)
        {
            File.WriteAllBytes(path, bytes);
        }
    }

    private static async Task<SortedDictionary<long, (int Count, string Text)>> FillAsync(TestLog log, Random random)
    {
        var written = new SortedDictionary<long, (int Count, string Text)>();
        for (var i = 0; i < BatchCount; i++)
        {
            var (count, text) = (random.Next(1, 6), $"{i} {Words(random)}");
            written.Add(await log.Partition.MustAppendAsync(Batches.Of(text, count)), (count, text));
        }

        return written;
    }

    /// <summary>Compresses by half or so.</summary>
    private static string Words(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => $" word{random.Next(1000)} {random.Next()}"));

    private static async Task CheckAsync(TestLog log, SortedDictionary<long, (int Count, string Text)> written, bool mayLoseTail, string which)
    {
        var contents = await log.Partition.ReadAllAsync();
        var missing = new SortedDictionary<long, (int Count, string Text)>(written);
        foreach (var frame in contents.Frames)
        {
            Assert.True(missing.Remove(frame.FirstOffset, out var original), $"{which}: a batch at {frame.FirstOffset} that nobody wrote, or twice");
            Assert.True(original == (frame.Count, Encoding.UTF8.GetString(frame.Payload.Span)), $"{which}: batch {frame.FirstOffset} has changed");
        }

        Assert.True(missing.Count <= 1, $"{which}: lost {missing.Count} batches");
        var (tail, batch) = written.Last();
        var expected = missing.Where(lost => !mayLoseTail || lost.Key != tail || contents.Lost.Count > 0).Select(lost => (lost.Key, lost.Key + lost.Value.Count));
        Assert.True(expected.SequenceEqual(contents.Lost.Select(lost => (lost.FirstOffset, lost.EndOffset))), $"{which}: lost {string.Join(' ', missing.Keys)}, reported {string.Join(' ', contents.Lost)}");

        var next = await log.Partition.MustAppendAsync(Batches.Of("after"));
        Assert.True(next == (missing.ContainsKey(tail) && contents.Lost.Count == 0 ? tail : tail + batch.Count), $"{which}: went on with {next}");
        Assert.Equal("after", (await log.Partition.ReadAllAsync(next)).Texts.Single());
    }
}
