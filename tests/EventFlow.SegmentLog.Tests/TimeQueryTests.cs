namespace EventFlow.SegmentLog.Tests;

public sealed class TimeQueryTests
{
    [Fact]
    public async Task OpenTimeCursor_AnyRange_YieldsExactlyTheBatchesThatTouchIt()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        using var log = new TestLog(o => (o.SegmentBytes, o.IndexIntervalBytes) = (8192, 512));
        var written = new List<(long Offset, long Min, long Max)>();
        for (var i = 0; i < 300; i++)
        {
            // Mostly in order, as events are, with stragglers.
            var min = (i * 100L) - (random.Next(10) == 0 ? random.Next(5000) : 0);
            var max = min + random.Next(300);
            written.Add((await log.Partition.MustAppendAsync(new LogBatch(new byte[random.Next(300)], 3, min, max)), min, max));
        }

        for (var round = 0; round < 60; round++)
        {
            var from = random.Next(-2000, 32_000);
            var to = from + random.Next(6000);
            if (round == 30)
            {
                log.Close();
            }

            using var cursor = log.Partition.OpenTimeCursor(from, to);
            var contents = await cursor.ReadToEndAsync(2048);

            var expected = written.Where(w => w.Min < to && w.Max >= from).Select(w => w.Offset);
            Assert.True(expected.SequenceEqual(contents.Offsets), $"seed {Seed}, round {round}: [{from}, {to})");
            Assert.Empty(contents.Lost);
            Assert.Equal(900, cursor.NextOffset);
        }
    }

    [Fact]
    public async Task OpenTimeCursor_NarrowRangeOfALargeLog_ReadsLittle()
    {
        using var log = new TestLog(o => (o.SegmentBytes, o.IndexIntervalBytes) = (1 << 20, 4096));
        for (var i = 0; i < 3000; i++)
        {
            await log.Partition.MustAppendAsync(new LogBatch(new byte[1000], 1, i, i));
        }

        var before = log.Disk.BytesRead;
        using var cursor = log.Partition.OpenTimeCursor(1500, 1510);
        var contents = await cursor.ReadToEndAsync(8192);

        Assert.Equal(Enumerable.Range(1500, 10).Select(i => (long)i), contents.Offsets);
        Assert.True(log.Disk.BytesRead - before < 100_000, $"Read {log.Disk.BytesRead - before} of 3 million bytes for ten batches.");
    }

    [Fact]
    public async Task OpenTimeCursor_AtTheEnd_WaitsForMore()
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("early", timeMs: 10));
        using var cursor = log.Partition.OpenTimeCursor(100, 200);
        Assert.Empty((await cursor.ReadToEndAsync()).Frames);
        var waiting = cursor.WaitForAppendAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        await log.Partition.MustAppendAsync(Batches.Of("in range", timeMs: 150));

        Assert.True(await waiting);
        Assert.Equal(["in range"], (await cursor.ReadToEndAsync()).Texts);
    }
}
