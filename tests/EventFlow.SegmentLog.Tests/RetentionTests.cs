namespace EventFlow.SegmentLog.Tests;

public sealed class RetentionTests
{
    [Fact]
    public async Task ApplyRetention_ByAge_DeletesWholeSegmentsAndKeepsTheNextOffset()
    {
        using var log = new TestLog(o => (o.Retention.Age, o.SegmentAge) = (TimeSpan.FromDays(7), TimeSpan.FromHours(6)));
        await log.Partition.MustAppendAsync(Batches.Of("old", 5));
        log.Clock.Advance(TimeSpan.FromHours(7));
        await log.Partition.MustAppendAsync(Batches.Of("young", 5));

        log.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromHours(6));
        await log.Store.ApplyRetentionAsync();
        using (var expired = await log.Partition.ReadAsync(0))
        {
            Assert.Equal((ReadOutcome.OffsetExpired, 5L), (expired.Outcome, expired.FirstAvailableOffset));
        }

        Assert.Equal(["young"], (await log.Partition.ReadAllAsync(5)).Texts);
        log.Clock.Advance(TimeSpan.FromDays(1));
        await log.Store.ApplyRetentionAsync();
        Assert.Equal((10L, 10L), (log.Partition.FirstOffset, log.Partition.NextOffset));
        log.Close();
        Assert.Equal(10, await log.Partition.MustAppendAsync(Batches.Of("next")));
        Assert.Empty(log.Partition.LostRanges);
    }

    [Fact]
    public async Task Timer_EveryInterval_AppliesRetention()
    {
        using var log = new TestLog(o => o.Retention.Age = TimeSpan.FromHours(1));
        await log.Partition.MustAppendAsync(Batches.Of("x"));
        log.Clock.Advance(TimeSpan.FromHours(8));
        await log.Store.ApplyRetentionAsync();
        Assert.Equal(1, log.Partition.FirstOffset);
    }

    [Fact]
    public async Task ApplyRetention_BySizeOfTheStream_DeletesTheOldestAmongPartitions()
    {
        using var log = new TestLog(o =>
        {
            o.SegmentBytes = 4096;
            o.Streams["small"] = new RetentionOptions { Bytes = 20_000 };
        });
        var partitions = await log.Store.OpenStreamAsync("small", 2);
        for (var i = 0; i < 60; i++)
        {
            log.Clock.Advance(TimeSpan.FromSeconds(1));
            await partitions[i < 30 ? 0 : 1].MustAppendAsync(Batches.Of(new string('x', 1000)));
            await log.Partition.MustAppendAsync(Batches.Of(new string('x', 1000)));
        }

        await log.Store.ApplyRetentionAsync();

        var statistics = partitions.Select(partition => partition.GetStatistics()).ToList();
        Assert.InRange(statistics.Sum(s => s.Bytes), 15_000, 20_000);
        Assert.Equal(1, statistics[0].Segments);
        Assert.True(statistics[1].FirstOffset > 0);
        Assert.Equal(0, log.Partition.FirstOffset);
    }

    [Fact]
    public async Task ReadAsync_SegmentDeletedUnderTheCursor_IsFinishedThenExpires()
    {
        using var log = new TestLog(o => (o.SegmentBytes, o.Retention.Age) = (4096, TimeSpan.FromHours(1)));
        for (var i = 0; i < 30; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of($"{i} {new string('x', 500)}"));
        }

        using var cursor = log.Partition.OpenCursor(0);
        using (var first = await cursor.ReadAsync(600))
        {
            Assert.Equal(0, Assert.Single(first.Frames).FirstOffset);
        }

        var firstSegmentEnd = long.Parse(Path.GetFileNameWithoutExtension(log.SegmentFiles[1]), System.Globalization.CultureInfo.InvariantCulture);
        log.Clock.Advance(TimeSpan.FromHours(8));
        await log.Store.ApplyRetentionAsync();
        Assert.Single(log.SegmentFiles);

        var read = new List<long>();
        while (true)
        {
            using var result = await cursor.ReadAsync(600);
            if (result.Outcome == ReadOutcome.OffsetExpired)
            {
                Assert.Equal(30, result.FirstAvailableOffset);
                break;
            }

            Assert.Equal(ReadOutcome.Read, result.Outcome);
            Assert.Empty(result.Lost);
            read.AddRange(result.Frames.Select(frame => frame.FirstOffset));
        }

        Assert.Equal(Enumerable.Range(1, (int)firstSegmentEnd - 1).Select(i => (long)i), read);
        cursor.Seek(30);
        using var atEnd = await cursor.ReadAsync();
        Assert.Equal(ReadOutcome.EndOfLog, atEnd.Outcome);
    }

    [Fact]
    public async Task AppendAsync_ClockSetBack_GoesOnAndDeletesNothing()
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("before"));
        log.Clock.SetUtcNow(log.Clock.GetUtcNow() - TimeSpan.FromHours(1));

        await log.Partition.MustAppendAsync(Batches.Of("after"));
        await log.Store.ApplyRetentionAsync();
        log.Close();

        Assert.Equal(["before", "after"], (await log.Partition.ReadAllAsync()).Texts);
    }
}
