using System.Text;

namespace EventFlow.SegmentLog.Tests;

/// <summary>Any sequence of appends, faults, closings, crashes and readings tells the same as a list does.</summary>
public sealed class ModelTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task AnySequence_ComparedWithAList_IsTheSame(int seed)
    {
        var random = new Random(seed);
        using var log = new TestLog(o => (o.SegmentBytes, o.IndexIntervalBytes, o.CommitWindow) = (4096 + random.Next(8000), 512, TimeSpan.Zero));
        var model = new List<(long Offset, int Count, string Text)>();
        var next = 0L;
        for (var step = 0; step < 80; step++)
        {
            // Counts when the log is opened next; what lies there in the other form must go on being read.
            log.Options.Compression = (LogCompression)random.Next(2);

            // Opened before the disk is made to fail: opening on a broken disk throws, which is another test.
            _ = log.Partition;
            switch (random.Next(10))
            {
                case 0:
                    log.Close();
                    break;
                case 1 when model.Count > 0:
                    log.Crash();
                    break;
                case 2:
                    log.Disk.WriteError = FaultyFileSystem.NoSpace;
                    Assert.Equal(AppendOutcome.DiskFull, (await log.Partition.AppendAsync(Batches.Of("refused"))).Outcome);
                    log.Disk.WriteError = null;
                    break;
                case 3:
                    log.Disk.SyncFails = true;
                    Assert.Equal(AppendOutcome.IoError, (await log.Partition.AppendAsync(Batches.Of("refused"))).Outcome);
                    log.Disk.SyncFails = false;
                    break;
                case 4:
                    await CompareAsync(log, model, random.NextInt64(next + 1), random.Next(64, 5000));
                    break;
                default:
                    next = await AppendSomeAsync(log, model, next, random);
                    break;
            }

            Assert.Equal(next, log.Partition.NextOffset);
        }

        await CompareAsync(log, model, 0, 1 << 20);
        Assert.Empty(log.Partition.LostRanges);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Readers_DuringAppendsAndRolls_SeeEveryBatchOnceInOrder(int seed)
    {
        const int Appends = 2000;
        using var log = new TestLog(o => (o.SegmentBytes, o.Compression) = (8192, (LogCompression)(seed % 2)));
        var partition = log.Partition;
        var readers = Enumerable.Range(0, 4).Select(reader => Task.Run(() => FollowAsync(partition, Appends, 64 + (reader * 700)))).ToList();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var random = new Random((seed * 100) + writer);
            for (var i = 0; i < Appends / 8; i++)
            {
                await partition.MustAppendAsync(Batches.Of($"{writer} {i} {new string('x', random.Next(300))}"));
            }
        })));

        var seen = await Task.WhenAll(readers);

        Assert.All(seen, texts => Assert.Equal(seen[0], texts));
        Assert.Equal(Appends, seen[0].Distinct().Count());
    }

    private static async Task<List<string>> FollowAsync(SegmentLogPartition partition, int count, int maxBytes)
    {
        var texts = new List<string>();
        using var cursor = partition.OpenCursor(0);
        while (texts.Count < count)
        {
            using var result = await cursor.ReadAsync(maxBytes, TestContext.Current.CancellationToken);
            if (result.Outcome == ReadOutcome.EndOfLog)
            {
                Assert.True(await cursor.WaitForAppendAsync(TestContext.Current.CancellationToken));
                continue;
            }

            Assert.Equal((ReadOutcome.Read, 0), (result.Outcome, result.Lost.Count));
            foreach (var frame in result.Frames)
            {
                Assert.Equal(texts.Count, frame.FirstOffset);
                texts.Add(Encoding.UTF8.GetString(frame.Payload.Span));
            }
        }

        return texts;
    }

    private static async Task<long> AppendSomeAsync(TestLog log, List<(long Offset, int Count, string Text)> model, long next, Random random)
    {
        var batches = Enumerable.Range(0, random.Next(1, 8)).Select(i => (Count: random.Next(1, 4), Text: $"{next} {i} {new string('x', random.Next(1500))}")).ToList();
        var appends = batches.Select(batch => log.Partition.MustAppendAsync(Batches.Of(batch.Text, batch.Count))).ToList();
        for (var i = 0; i < batches.Count; i++)
        {
            Assert.Equal(next, await appends[i]);
            model.Add((next, batches[i].Count, batches[i].Text));
            next += batches[i].Count;
        }

        return next;
    }

    private static async Task CompareAsync(TestLog log, List<(long Offset, int Count, string Text)> model, long from, int maxBytes)
    {
        var contents = await log.Partition.ReadAllAsync(from, maxBytes);
        Assert.Empty(contents.Lost);
        Assert.Equal(
            model.Where(batch => batch.Offset + batch.Count > from),
            contents.Frames.Select(frame => (frame.FirstOffset, frame.Count, Encoding.UTF8.GetString(frame.Payload.Span))));
    }
}
