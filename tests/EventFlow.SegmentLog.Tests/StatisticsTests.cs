using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EventFlow.SegmentLog.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public async Task GetStatistics_AfterAppends_TellsOffsetsSizesAndTimes()
    {
        using var log = new TestLog(o => o.SegmentBytes = 4096);
        Assert.Null(log.Partition.GetStatistics().OldestEventTimeMs);
        for (var i = 0; i < 10; i++)
        {
            await log.Partition.MustAppendAsync(new LogBatch(new byte[1000], 3, 100 - i, 200 + i));
        }

        var statistics = log.Partition.GetStatistics();

        Assert.Equal((0L, 30L, 91L, 209L), (statistics.FirstOffset, statistics.NextOffset, statistics.OldestEventTimeMs, statistics.NewestEventTimeMs));
        Assert.Equal((10L, 10_640L, 4), (statistics.Appends, statistics.BytesWritten, statistics.Segments));

        // The last append may have left less than a sector of zeros.
        Assert.InRange(log.SegmentFiles.Sum(path => new FileInfo(path).Length) - statistics.Bytes, 0, 511);
    }

    [Fact]
    public async Task Meter_AppendsAndRefusals_AreCounted()
    {
        var seen = new ConcurrentDictionary<string, double>();
        using var log = new TestLog(o => o.MaxBatchBytes = 100);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == SegmentLogStore.MeterName)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, 1, (_, sum) => sum + 1));
        listener.Start();

        await log.Partition.MustAppendAsync(Batches.Of("x", 7));
        await log.Partition.AppendAsync(Batches.Of(new string('x', 101)));
        listener.RecordObservableInstruments();

        // Other tests' stores share the meter's name: at least ours must be there.
        Assert.True(seen["eventflow.log.items"] >= 7);
        Assert.True(seen["eventflow.log.refusals"] >= 1);
        Assert.True(seen["eventflow.log.sync.duration"] >= 1);
        Assert.True(seen["eventflow.log.append.duration"] >= 1);
        Assert.True(seen["eventflow.log.next_offset"] >= 7);
    }

    [Fact]
    public async Task Open_ManySegments_ReadsOnlyTheLast()
    {
        using var log = new TestLog(o => o.SegmentBytes = 100_000);
        for (var i = 0; i < 100; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of(new string('x', 10_000)));
        }

        log.Crash();
        var before = log.Disk.BytesRead;
        _ = log.Partition;

        Assert.True(log.SegmentFiles.Length > 10);
        Assert.InRange(log.Disk.BytesRead - before, 1, 100_000 + (128 * 100));
    }
}
