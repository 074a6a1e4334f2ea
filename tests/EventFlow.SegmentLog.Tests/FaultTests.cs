namespace EventFlow.SegmentLog.Tests;

/// <summary>A disk that is full or broken, and a log that is asked for too much.</summary>
public sealed class FaultTests
{
    private const int InputOutputError = 5;

    [Fact]
    public async Task AppendAsync_OverTheQueueLimit_IsOverloadedWithAnEstimateAndRecovers()
    {
        using var log = new TestLog(o => (o.MaxQueuedBytes, o.MaxBatchBytes) = (10_000, 10_000));
        await log.Partition.MustAppendAsync(Batches.Of("opens"));
        Task<long> first;
        Task<long> second;
        using (log.Disk.HoldSyncs())
        {
            first = log.Partition.MustAppendAsync(Batches.Of(new string('x', 5000)));
            await log.Disk.SyncArrived.WaitAsync(TestContext.Current.CancellationToken);
            second = log.Partition.MustAppendAsync(Batches.Of(new string('x', 4000)));

            var refused = await log.Partition.AppendAsync(Batches.Of(new string('x', 2000)));

            Assert.Equal(AppendOutcome.Overloaded, refused.Outcome);
            Assert.InRange(refused.RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5));
            Assert.Equal(9000 + (2 * 64), log.Store.GetStatistics().QueuedBytes);
        }

        await Task.WhenAll(first, second);
        Assert.Equal(3, await log.Partition.MustAppendAsync(Batches.Of(new string('x', 9990))));
        Assert.Equal(1, log.Store.GetStatistics().Refusals);
    }

    [Fact]
    public async Task AppendAsync_BelowTheFreeSpaceKept_IsDiskFullAndRecoversByItself()
    {
        using var log = new TestLog(o => o.MinFreeBytes = 1_000_000);
        await log.Partition.MustAppendAsync(Batches.Of("before"));

        log.Disk.FreeBytes = 1_000_050;
        var refused = await log.Partition.AppendAsync(Batches.Of("refused"));
        var fault = log.Partition.GetStatistics().Fault;
        log.Disk.FreeBytes = 2_000_000;

        Assert.Equal(AppendOutcome.DiskFull, refused.Outcome);
        Assert.Contains("1000050", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(refused.Detail, fault);
        Assert.Equal(1, await log.Partition.MustAppendAsync(Batches.Of("after")));
        Assert.Null(log.Partition.GetStatistics().Fault);
    }

    [Theory]
    [InlineData(FaultyFileSystem.NoSpace, AppendOutcome.DiskFull)]
    [InlineData(InputOutputError, AppendOutcome.IoError)]
    public async Task AppendAsync_WriteFailsHalfway_TakesItBackAndGoesOn(int error, AppendOutcome expected)
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("before"));

        log.Disk.WriteError = error;
        var refused = await log.Partition.AppendAsync(Batches.Of("refused"));
        log.Disk.WriteError = null;

        Assert.Equal(expected, refused.Outcome);
        Assert.Equal(1, await log.Partition.MustAppendAsync(Batches.Of("after")));
        log.Crash();
        var contents = await log.Partition.ReadAllAsync();
        Assert.Equal(["before", "after"], contents.Texts);
        Assert.Empty(contents.Lost);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_SyncFails_IsNotAcknowledgedNorVisibleNorLeftBehind(bool truncateFailsToo)
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("before"));

        (log.Disk.SyncFails, log.Disk.TruncateFails) = (true, truncateFailsToo);
        var refused = await log.Partition.AppendAsync(Batches.Of("refused, longer than what follows"));
        var stillRefused = await log.Partition.AppendAsync(Batches.Of("refused"));
        var visible = (await log.Partition.ReadAllAsync()).Texts;
        (log.Disk.SyncFails, log.Disk.TruncateFails) = (false, false);

        Assert.Equal((AppendOutcome.IoError, AppendOutcome.IoError), (refused.Outcome, stillRefused.Outcome));
        Assert.Equal(["before"], visible);
        Assert.Equal(1, await log.Partition.MustAppendAsync(Batches.Of("after")));
        log.Crash();
        Assert.Equal(["before", "after"], (await log.Partition.ReadAllAsync()).Texts);
    }

    [Fact]
    public async Task AppendAsync_NewSegmentCannotBeCreated_RefusesThenGoesOnWithoutAHole()
    {
        using var log = new TestLog(o => o.SegmentBytes = 4096);
        await log.Partition.MustAppendAsync(Batches.Of(new string('a', 3000)));

        log.Disk.CreateFails = true;
        var refused = await log.Partition.AppendAsync(Batches.Of(new string('b', 3000)));
        await log.Partition.MustAppendAsync(Batches.Of("fits into the old segment"));
        log.Disk.CreateFails = false;
        await log.Partition.MustAppendAsync(Batches.Of(new string('c', 3000)));

        Assert.Equal(AppendOutcome.IoError, refused.Outcome);
        log.Crash();
        var contents = await log.Partition.ReadAllAsync();
        Assert.Equal([0L, 1, 2], contents.Offsets);
        Assert.Empty(contents.Lost);
    }

    [Fact]
    public async Task Open_EmptySegmentLeftByAFailedRoll_IsDroppedWithoutReusingOffsets()
    {
        using var log = new TestLog();
        await log.Partition.MustAppendAsync(Batches.Of("a", 10));
        await log.Partition.MustAppendAsync(Batches.Of("b", 10));
        log.Close();
        var leftover = new SegmentHeader(10, log.NowMs, 1, SegmentHeader.TagOf(TestLog.Stream, 0)).ToBytes();
        File.WriteAllBytes(Path.Combine(log.PartitionFolder, "00000000000000000010.seg"), leftover);

        Assert.Equal(20, await log.Partition.MustAppendAsync(Batches.Of("c")));
        Assert.Equal(["a", "b", "c"], (await log.Partition.ReadAllAsync()).Texts);
    }

    [Fact]
    public void Constructor_SettingsOutOfRange_NamesThemAll()
    {
        using var log = new TestLog(o => (o.SegmentBytes, o.CommitWindow, o.Retention.Bytes) = (1, TimeSpan.FromDays(1), -5));
        var error = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => log.Store);
        Assert.Equal(3, error.Failures.Count());
        Assert.Contains("EventFlow:SegmentLog:SegmentBytes is 1; expected 4096 to 1073741824.", error.Failures);
    }
}
