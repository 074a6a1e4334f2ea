namespace EventFlow.SegmentLog.Tests;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task AppendAsync_DuringASync_AllShareTheNextOne()
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("opens the partition"));
        var before = log.Disk.Syncs;
        Task<long> first;
        Task<long>[] others;
        using (log.Disk.HoldSyncs())
        {
            first = log.Partition.MustAppendAsync(Batches.Of("first"));
            await log.Disk.SyncArrived.WaitAsync(TestContext.Current.CancellationToken);
            others = [.. Enumerable.Range(0, 50).Select(i => log.Partition.MustAppendAsync(Batches.Of($"{i}")))];
            Assert.False(first.IsCompleted);
        }

        Assert.Equal(1, await first);
        Assert.Equal(Enumerable.Range(2, 50).Select(i => (long)i), await Task.WhenAll(others));
        Assert.Equal(2, log.Disk.Syncs - before);
    }

    [Fact]
    public async Task AppendAsync_BeforeTheSyncEnds_IsNotVisibleToReaders()
    {
        using var log = new TestLog();
        Assert.Equal(0, log.Partition.NextOffset);
        Task<long> append;
        using (log.Disk.HoldSyncs())
        {
            append = log.Partition.MustAppendAsync(Batches.Of("x"));
            await log.Disk.SyncArrived.WaitAsync(TestContext.Current.CancellationToken);

            using var read = await log.Partition.ReadAsync(0);
            Assert.Equal(ReadOutcome.EndOfLog, read.Outcome);
            Assert.Equal(0, log.Partition.NextOffset);
        }

        await append;
        Assert.Single((await log.Partition.ReadAllAsync()).Frames);
    }

    [Fact]
    public async Task AppendAsync_Alone_IsCommittedWithoutWaitingForTheWindow()
    {
        using var log = new TestLog(o => o.CommitWindow = TimeSpan.FromSeconds(1));
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            await log.Partition.MustAppendAsync(Batches.Of("x"));
        }

        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "Twenty lone appends took half of twenty windows or more.");
        Assert.Equal(20, log.Store.GetStatistics().Rounds);
    }

    [Fact]
    public async Task AppendAsync_AfterCompany_WaitsForTheWindowOnceThenNotAgain()
    {
        using var log = new TestLog(o => o.CommitWindow = TimeSpan.FromMilliseconds(20));
        await log.Partition.MustAppendAsync(Batches.Of("opens the partition"));
        Task<long>[] company;
        using (log.Disk.HoldSyncs())
        {
            var first = log.Partition.MustAppendAsync(Batches.Of("first"));
            await log.Disk.SyncArrived.WaitAsync(TestContext.Current.CancellationToken);
            company = [first, .. Enumerable.Range(0, 10).Select(_ => log.Partition.MustAppendAsync(Batches.Of("x")))];
        }

        await Task.WhenAll(company);
        Assert.Equal(12, await log.Partition.MustAppendAsync(Batches.Of("alone, ends with the window")));
        Assert.Equal(13, await log.Partition.MustAppendAsync(Batches.Of("alone, at once")));
    }

    [Fact]
    public async Task AppendAsync_ConcurrentlyToManyPartitions_KeepsOrderPerCallerAndCountsRight()
    {
        using var log = new TestLog(o => o.SegmentBytes = 16 << 10);
        var partitions = await log.Store.OpenStreamAsync("many", 4);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            var last = new long[4];
            for (var i = 0; i < 100; i++)
            {
                var offset = await partitions[i % 4].MustAppendAsync(Batches.Of($"{worker} {i} {new string('x', 100)}", 3));
                Assert.True(i < 4 || offset > last[i % 4]);
                last[i % 4] = offset;
            }
        })));

        foreach (var partition in partitions)
        {
            var frames = (await partition.ReadAllAsync()).Frames;
            Assert.Equal(Enumerable.Range(0, 400).Select(i => i * 3L), frames.Select(f => f.FirstOffset));
        }

        var statistics = log.Store.GetStatistics();
        Assert.Equal((1600, 4800), (statistics.Appends, statistics.Items));
        Assert.True(statistics.Syncs < 1600, $"{statistics.Syncs} syncs for 1600 appends: they do not share.");
        Assert.Equal((0, 0), (statistics.QueuedAppends, statistics.QueuedBytes));
    }

    [Fact]
    public async Task AppendAsync_CancelledWhileItWaits_StoresNothingAndFreesItsPlace()
    {
        using var log = new TestLog();
        using var cancellation = new CancellationTokenSource();
        var first = log.Partition.MustAppendAsync(Batches.Of("opens"));
        await first;
        Task<AppendResult> waiting;
        Task<AppendResult> taken;
        using (log.Disk.HoldSyncs())
        {
            taken = log.Partition.AppendAsync(Batches.Of("taken"), cancellation.Token).AsTask();
            await log.Disk.SyncArrived.WaitAsync(TestContext.Current.CancellationToken);
            waiting = log.Partition.AppendAsync(Batches.Of("waiting"), cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.True((await taken).IsCommitted);
        await log.Partition.MustAppendAsync(Batches.Of("next"));
        Assert.Equal(["opens", "taken", "next"], (await log.Partition.ReadAllAsync()).Texts);
        Assert.Equal(0, log.Store.GetStatistics().QueuedBytes);
    }

    [Fact]
    public async Task Dispose_WithAppendsWaiting_CommitsThemFirst()
    {
        using var log = new TestLog();
        var partition = log.Partition;
        Task<long>[] appends;
        Task closing;
        using (log.Disk.HoldSyncs())
        {
            var first = partition.MustAppendAsync(Batches.Of("first"));
            await log.Disk.SyncArrived.WaitAsync(TestContext.Current.CancellationToken);
            appends = [first, partition.MustAppendAsync(Batches.Of("second"))];
            closing = Task.Run(log.Close, TestContext.Current.CancellationToken);
        }

        await closing;
        var offsets = await Task.WhenAll(appends);
        Assert.Equal([0L, 1], offsets);
        Assert.Equal(["first", "second"], (await log.Partition.ReadAllAsync()).Texts);
    }
}
