using System.Collections.Concurrent;
using EventFlow.EventStore;

namespace EventFlow.EventLogs.Tests;

/// <summary>What every event log does, wherever it keeps its events. A log passes by deriving from this and saying how it is opened.</summary>
public abstract class EventLogContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether offsets count events without a gap; a log may leave gaps between batches, never within one.</summary>
    protected virtual bool IsDense => true;

    /// <summary>Whether events outlive their process.</summary>
    protected virtual bool IsDurable => true;

    /// <summary>Random bytes of each event in batches that are meant to be large.</summary>
    protected virtual int LargeBytes => 100_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the log of this test, empty the first time, as another process would: what one opening has stored the next one finds.</summary>
    protected abstract Task<OpenLog> OpenAsync();

    [Fact]
    public async Task Append_OneAfterTheOther_GivesAscendingOffsets()
    {
        await using var open = await OpenAsync();
        var next = 0L;
        for (var i = 0; i < 5; i++)
        {
            var stored = await open.Log.Append(Samples.Logs($"b{i}", i + 1), Cancellation);
            Assert.True(stored.IsStored);
            if (IsDense && i > 0) Assert.Equal(next, stored.FirstOffset);
            else Assert.True(stored.FirstOffset >= next, $"offset {stored.FirstOffset} comes after {next}");
            next = stored.FirstOffset + i + 1;
        }

        Assert.Equal(["b0/0", "b1/0", "b1/1", "b2/0"], Samples.TextsOf(await Collect(open.Log.Read(StreamNames.Logs, 0, 0, Cancellation))).Take(4));
        var end = await open.Log.GetPartition(StreamNames.Logs, 0, Cancellation);
        Assert.True(end!.NextOffset >= next);
        Assert.Equal(end.NextOffset, open.Log.GetNextOffset(StreamNames.Logs, 0));
    }

    [Fact]
    public async Task Append_ThenOpenAgain_GivesTheSameEvents()
    {
        Assert.SkipUnless(IsDurable, "This log ends with its process.");
        var random = new Random(3);
        var batches = Enumerable.Range(0, 20).Select(_ => Samples.Mixed(random, StreamNames.Metrics, 2)).ToList();
        await using (var first = await OpenAsync())
        {
            foreach (var batch in batches) Assert.True((await first.Log.Append(batch, Cancellation)).IsStored);
        }

        await using var open = await OpenAsync();
        var read = await Collect(open.Log.Read(StreamNames.Metrics, 2, 0, Cancellation));
        Assert.Equal(batches.SelectMany(static b => b.Events), read.SelectMany(static b => b.Events));
        Assert.Equal(batches.Select(static b => (b.Producer, b.Sequence, b.ReceivedAt)), read.Select(static b => (b.Producer, b.Sequence, b.ReceivedAt)));
        Assert.True((await open.Log.Append(batches[0], Cancellation)).FirstOffset > read[^1].LastOffset);
    }

    [Fact]
    public async Task Append_ManyAtOnce_KeepsEveryBatchWholeAndLosesNone()
    {
        await using var open = await OpenAsync();
        var appends = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(async () => (Name: $"b{i}", Stored: await open.Log.Append(Samples.Logs($"b{i}", 1 + i % 7, partition: i % 3))))));

        for (var partition = 0; partition < 3; partition++)
        {
            var read = await Collect(open.Log.Read(StreamNames.Logs, partition, 0, Cancellation));
            AssertOrder(read);
            var byOffset = read.ToDictionary(static b => b.FirstOffset);
            foreach (var (name, stored) in appends.Where((_, i) => i % 3 == partition))
                Assert.Equal(Samples.TextsOf([Samples.Logs(name, byOffset[stored.FirstOffset].Events.Count)]), Samples.TextsOf([byOffset[stored.FirstOffset]]));
            Assert.Equal(100, read.Count);
        }
    }

    [Fact]
    public async Task Read_FromTheMiddle_BeginsWithTheBatchThatHoldsIt()
    {
        await using var open = await OpenAsync();
        var first = new List<long>();
        for (var i = 0; i < 4; i++) first.Add((await open.Log.Append(Samples.Logs($"b{i}", 10), Cancellation)).FirstOffset);

        Assert.Equal(first.Skip(1), (await Collect(open.Log.Read(StreamNames.Logs, 0, first[1] + 5, Cancellation))).Select(static b => b.FirstOffset));
        Assert.Equal(first.Skip(2), (await Collect(open.Log.Read(StreamNames.Logs, 0, first[1] + 10, Cancellation))).Select(static b => b.FirstOffset));
        Assert.Empty(await Collect(open.Log.Read(StreamNames.Logs, 0, open.Log.GetNextOffset(StreamNames.Logs, 0), Cancellation)));
    }

    [Fact]
    public async Task FindBack_SoManyEvents_IsWhereAboutSoManyLieBehind()
    {
        var open = await OpenAsync();
        Assert.Equal(open.Log.GetNextOffset(StreamNames.Logs, 0), await open.Log.FindBack(StreamNames.Logs, 0, 100, Cancellation));
        for (var i = 0; i < 50; i++) Assert.True((await open.Log.Append(Samples.Logs($"b{i}", 10), Cancellation)).IsStored);
        if (IsDurable)
        {
            await open.DisposeAsync();
            open = await OpenAsync();
        }

        await using var again = open;
        var log = open.Log;
        var found = await Collect(log.Read(StreamNames.Logs, 0, await log.FindBack(StreamNames.Logs, 0, 100, Cancellation), Cancellation));
        Assert.Equal(Enumerable.Range(40, 10).Select(static i => $"b{i}/9"), Samples.TextsOf(found).Where(static t => t.EndsWith("/9", StringComparison.Ordinal)));
        Assert.Equal(500, (await Collect(log.Read(StreamNames.Logs, 0, await log.FindBack(StreamNames.Logs, 0, 1_000_000, Cancellation), Cancellation))).Sum(static b => b.Events.Count));
    }

    [Fact]
    public async Task ReadByTime_Span_GivesOnlyBatchesThatTouchIt()
    {
        await using var open = await OpenAsync();
        for (var i = 0; i < 10; i++) await open.Log.Append(Samples.Logs($"b{i}", 3, second: i), Cancellation);
        // Late: its time is before that of those stored before it.
        var late = await open.Log.Append(Samples.Logs("late", 1, second: 4), Cancellation);

        var read = await Collect(open.Log.ReadByTime(StreamNames.Logs, 0, Samples.Start + 3000, Samples.Start + 5000, Cancellation));
        Assert.Equal(["b3/0", "b3/1", "b3/2", "b4/0", "b4/1", "b4/2", "late/0"], Samples.TextsOf(read));
        Assert.Equal([late.FirstOffset], (await Collect(open.Log.ReadByTime(StreamNames.Logs, 0, late.FirstOffset, Samples.Start, Samples.Start + 9000, Cancellation))).Select(static b => b.FirstOffset));
        Assert.Empty(await Collect(open.Log.ReadByTime(StreamNames.Logs, 0, 5, 5, Cancellation)));
        Assert.Empty(await Collect(open.Log.ReadByTime(StreamNames.Logs, 0, Samples.Start + 100_000, Samples.Start + 200_000, Cancellation)));
    }

    [Fact]
    public async Task OpenReader_AtTheEnd_GivesWhatComesAndGoesBack()
    {
        await using var open = await OpenAsync();
        await open.Log.Append(Samples.Logs("a", 3), Cancellation);
        using var reader = open.Log.OpenReader(StreamNames.Logs, 0, 0);
        Assert.Equal(["a/0", "a/1", "a/2"], Samples.TextsOf(await ReadSome(reader, 1)));
        Assert.Empty(await reader.ReadAsync(1 << 20, Cancellation));

        var second = await open.Log.Append(Samples.Logs("b", 2), Cancellation);
        Assert.Equal(["b/0", "b/1"], Samples.TextsOf(await ReadSome(reader, 1)));
        Assert.True(reader.NextOffset > second.FirstOffset + 1);

        reader.Seek(second.FirstOffset + 1);
        Assert.Equal(["b/0", "b/1"], Samples.TextsOf(await ReadSome(reader, 1)));
        reader.Seek(1);
        Assert.Equal(["a/0", "a/1", "a/2", "b/0", "b/1"], Samples.TextsOf(await ReadSome(reader, 2)));
    }

    [Fact]
    public async Task Appended_WhoeverAppends_IsTold()
    {
        await using var reading = await OpenAsync();
        var told = new ConcurrentDictionary<(string, int), long>();
        var changed = new SemaphoreSlim(0);
        reading.Log.Appended += (stream, partition) =>
        {
            told[(stream, partition)] = reading.Log.GetNextOffset(stream, partition);
            changed.Release();
        };
        var stored = await reading.Log.Append(Samples.Logs("own", 2, partition: 1), Cancellation);
        await Until(() => told.GetValueOrDefault((StreamNames.Logs, 1)) > stored.FirstOffset + 1, changed);
        if (!AreProcessesSeveral) return;

        await using var writing = await OpenAsync();
        var other = await writing.Log.Append(Samples.Logs("other", 2, partition: 2), Cancellation);
        await Until(() => told.GetValueOrDefault((StreamNames.Logs, 2)) > other.FirstOffset + 1, changed);
        using var reader = reading.Log.OpenReader(StreamNames.Logs, 2, 0);
        Assert.Equal(["other/0", "other/1"], Samples.TextsOf(await ReadSome(reader, 1)));
    }

    /// <summary>Whether several processes may have the log open at once.</summary>
    protected virtual bool AreProcessesSeveral => false;

    [Fact]
    public async Task Append_FromSeveralProcessesAtOnce_NeverShowsAReaderAGap()
    {
        Assert.SkipUnless(AreProcessesSeveral, "One process at a time has this log.");
        const int perWriter = 60;
        await using var first = await OpenAsync();
        await using var second = await OpenAsync();
        await using var reading = await OpenAsync();
        Task[] writers = [.. new[] { first, second }.SelectMany((open, w) => Enumerable.Range(0, 3).Select(t => Task.Run(async () =>
        {
            for (var i = 0; i < perWriter; i++) Assert.True((await open.Log.Append(Samples.Logs($"w{w}.{t}.{i}", 1 + i % 3), Cancellation)).IsStored);
        })))];

        var (read, seen) = (new List<EventBatch>(), new HashSet<string>());
        using var reader = reading.Log.OpenReader(StreamNames.Logs, 0, 0);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        while (read.Count < perWriter * writers.Length)
        {
            read.AddRange(await reader.ReadAsync(16 << 10, patience.Token));
        }

        await Task.WhenAll(writers);
        AssertOrder(read);
        Assert.All(Samples.TextsOf(read), text => Assert.True(seen.Add(text), $"{text} came twice"));
        foreach (var writer in seen.GroupBy(static t => t[..t.LastIndexOf('.')]))
            Assert.Equal(writer.OrderBy(static t => int.Parse(t.Split('.', '/')[2])), writer);
    }

    [Fact]
    public async Task Append_BatchesOfMegabytes_AreReadWhole()
    {
        await using var open = await OpenAsync();
        EventBatch[] batches = [Samples.Logs("large", 40, padding: LargeBytes), Samples.Logs("small", 1), Samples.Logs("larger", 30, padding: LargeBytes * 2)];
        foreach (var batch in batches) Assert.True((await open.Log.Append(batch, Cancellation)).IsStored);

        Assert.Equal(Samples.TextsOf(batches), Samples.TextsOf(await Collect(open.Log.Read(StreamNames.Logs, 0, 0, Cancellation))));
    }

    [Fact]
    public async Task Append_LargerThanTheLogTakes_IsRefusedAndHarmsNobody()
    {
        await using var open = await OpenAsync();
        var refused = await open.Log.Append(Samples.Logs("huge", 20, padding: 1_000_000), Cancellation);
        Assert.Equal(EventAppendReason.TooLarge, refused.Reason);
        Assert.True((await open.Log.Append(Samples.Logs("good", 1), Cancellation)).IsStored);
        Assert.Equal(["good/0"], Samples.TextsOf(await Collect(open.Log.Read(StreamNames.Logs, 0, 0, Cancellation))));
    }

    [Fact]
    public async Task Append_Cancelled_IsWholeOrNotThere()
    {
        await using var open = await OpenAsync();
        using var cancelled = new CancellationTokenSource();
        var appends = Enumerable.Range(0, 50).Select(i => open.Log.Append(Samples.Logs($"b{i}", 3), i % 2 == 0 ? cancelled.Token : Cancellation).AsTask()).ToList();
        await cancelled.CancelAsync();
        foreach (var append in appends) await append.ContinueWith(static _ => { }, TaskScheduler.Default);

        var texts = Samples.TextsOf(await Collect(open.Log.Read(StreamNames.Logs, 0, 0, Cancellation))).GroupBy(static t => t.Split('/')[0]).ToDictionary(static g => g.Key, static g => g.Count());
        Assert.All(texts, static t => Assert.Equal(3, t.Value));
        for (var i = 0; i < appends.Count; i++)
            if (appends[i].IsCompletedSuccessfully) Assert.Equal((await appends[i]).IsStored, texts.ContainsKey($"b{i}"));
        Assert.All(Enumerable.Range(0, 25), i => Assert.True(texts.ContainsKey($"b{i * 2 + 1}")));
    }

    [Fact]
    public async Task Append_NothingOrToNowhere_SaysWhatIsExpected()
    {
        await using var open = await OpenAsync();
        var nowhere = await Assert.ThrowsAsync<ArgumentException>(() => open.Log.Append(Samples.Logs("b", 1, partition: 3), Cancellation).AsTask());
        Assert.Contains("service-logs/0-2", nowhere.Message);
        await Assert.ThrowsAsync<ArgumentException>(() => open.Log.Append(Samples.Logs("b", 0), Cancellation).AsTask());
    }

    [Fact]
    public async Task GetPartitions_AfterAppends_TellsExtentOfEveryPartition()
    {
        await using var open = await OpenAsync();
        var stored = await open.Log.Append(Samples.Logs("b", 5, partition: 1), Cancellation);
        Assert.Equal(
            EventStreams.All.SelectMany(static s => Enumerable.Range(0, s.Partitions).Select(p => (s.Name, p))).Order(), open.Log.GetPartitions().Select(static p => (p.Stream, p.Partition)).Order());
        var of = Assert.Single(open.Log.GetPartitions(), static p => p is { Stream: StreamNames.Logs, Partition: 1 });
        Assert.True(of.FirstOffset <= stored.FirstOffset && of.NextOffset >= stored.FirstOffset + 5);
        Assert.Null(open.Log.GetFault());
    }

    /// <summary>Everything of a read.</summary>
    protected static async Task<List<EventBatch>> Collect(IAsyncEnumerable<EventBatch> batches)
    {
        var list = new List<EventBatch>();
        await foreach (var batch in batches) list.Add(batch);
        return list;
    }

    /// <summary>Batches that follow each other, however they are cut into reads.</summary>
    protected static async Task<List<EventBatch>> ReadSome(IEventReader reader, int batches)
    {
        using var patience = new CancellationTokenSource(Patience);
        var read = new List<EventBatch>();
        while (read.Count < batches) read.AddRange(await reader.ReadAsync(1 << 20, patience.Token));
        return read;
    }

    /// <summary>Waits for a condition that signals may bring about.</summary>
    protected static async Task Until(Func<bool> condition, SemaphoreSlim changed)
    {
        while (!condition()) Assert.True(await changed.WaitAsync(Patience, Cancellation), $"Nothing was told within {Patience}.");
    }

    private void AssertOrder(List<EventBatch> read)
    {
        for (var i = 1; i < read.Count; i++)
        {
            if (IsDense) Assert.Equal(read[i - 1].LastOffset + 1, read[i].FirstOffset);
            else Assert.True(read[i].FirstOffset > read[i - 1].LastOffset);
        }
    }
}
