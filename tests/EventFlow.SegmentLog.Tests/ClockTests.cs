namespace EventFlow.SegmentLog.Tests;

/// <summary>A clock that is set back: events keep their times and their order, and nothing is deleted early.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(LogCompression.None)]
    [InlineData(LogCompression.Fast)]
    public async Task ClockSetBackAnHour_ReadsByTimeAndOffset_FindTheSame(LogCompression compression)
    {
        using var log = new TestLog(o => (o.SegmentBytes, o.IndexIntervalBytes, o.Compression) = (4096, 512, compression));
        var written = new List<(long Offset, long Time)>();
        for (var i = 0; i < 200; i++)
        {
            if (i == 100)
            {
                log.Clock.SetUtcNow(log.Clock.GetUtcNow() - TimeSpan.FromHours(1));
            }

            log.Clock.Advance(TimeSpan.FromSeconds(10));
            written.Add((await log.Partition.MustAppendAsync(Batches.Of($"{i} {new string('x', 150)}", timeMs: log.NowMs)), log.NowMs));
        }

        for (var opening = 0; opening < 2; opening++)
        {
            Assert.Equal(written.Select(static w => w.Offset), (await log.Partition.ReadAllAsync()).Offsets);
            var (from, to) = (written[60].Time - 1_800_000, written[70].Time);
            using (var cursor = log.Partition.OpenTimeCursor(from, to))
            {
                Assert.Equal(written.Where(w => w.Time >= from && w.Time < to).Select(static w => w.Offset), (await cursor.ReadToEndAsync(512)).Offsets);
            }

            log.Close();
        }
    }

    [Fact]
    public async Task ApplyRetention_ClockSetBackAnHour_DeletesNothingBeforeItsAge()
    {
        using var log = new TestLog(o => (o.SegmentAge, o.Retention.Age) = (TimeSpan.FromMinutes(30), TimeSpan.FromHours(10)));
        await log.Partition.MustAppendAsync(Batches.Of("first"));
        log.Clock.SetUtcNow(log.Clock.GetUtcNow() - TimeSpan.FromHours(1));
        await log.Partition.MustAppendAsync(Batches.Of("after the clock was set back"));
        log.Clock.Advance(TimeSpan.FromHours(2));
        await log.Partition.MustAppendAsync(Batches.Of("later"));

        log.Clock.Advance(TimeSpan.FromHours(8.5));
        await log.Store.ApplyRetentionAsync();
        Assert.Equal(3, (await log.Partition.ReadAllAsync()).Frames.Count);

        log.Clock.Advance(TimeSpan.FromHours(1));
        await log.Store.ApplyRetentionAsync();
        Assert.Equal(2, log.Partition.FirstOffset);
        log.Clock.Advance(TimeSpan.FromHours(2));
        await log.Store.ApplyRetentionAsync();
        Assert.Equal(3, log.Partition.FirstOffset);
    }
}
