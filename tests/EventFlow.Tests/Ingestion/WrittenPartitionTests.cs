using EventFlow.EventStore;
using EventFlow.Ingestion;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Tests.Ingestion;

/// <summary>Streams that are written to fewer partitions than they have: one frame for a request, and repetitions of what an earlier version spread over more are told.</summary>
public sealed class WrittenPartitionTests : IDisposable
{
    private readonly MemoryEventLog _log = new() { Streams = EventStreams.Local };
    private readonly ManualTimeProvider _clock = new();
    private readonly ServiceProvider _services;
    private readonly IngestionService _service;

    public WrittenPartitionTests()
    {
        _services = Start(_log);
        _service = _services.GetRequiredService<IngestionService>();
    }

    public void Dispose() => _services.Dispose();

    // One of each of the three partitions of before.
    private static string[] Spread { get; } = [.. Enumerable.Range(0, 3).Select(static p => Enumerable.Range(0, 100).Select(static i => $"service-{i}").First(s => Partitioning.Of(s, 3) == p))];

    [Fact]
    public async Task IngestAsync_LogRecordsOfManyServices_AreOneBatch()
    {
        var result = await SendAsync(null, null, [.. Spread.Select(static s => EventSamples.Log(s, "hello")), EventSamples.Domain(Spread[1], "login"), EventSamples.Domain(Spread[2], "login")]);

        Assert.Equal((5, IngestionOutcome.Stored), (result.Accepted, result.Outcome));
        Assert.Equal([(StreamNames.Domain, 0, 2), (StreamNames.Logs, 0, 3)], _log.Batches.Select(static b => (b.Stream, b.Partition, b.Events.Count)));
    }

    [Fact]
    public async Task IngestAsync_IdThatAnEarlierVersionStored_IsADuplicate()
    {
        for (var partition = 0; partition < 3; partition++)
        {
            await StoreAsBeforeAsync(partition, null, null, EventSamples.Log(Spread[partition], "a", id: "1"));
        }

        await _service.RememberAsync(TestContext.Current.CancellationToken);
        var again = await SendAsync(null, null, [.. Spread.Select(static s => EventSamples.Log(s, "a", id: "1")), EventSamples.Log(Spread[2], "b", id: "2")]);

        Assert.Equal((1, 3), (again.Accepted, again.Duplicates));
    }

    [Fact]
    public async Task IngestAsync_NumberedBatchThatAnEarlierVersionStored_IsADuplicateWhenAllOfItIsThere()
    {
        foreach (var partition in (int[])[1, 2])
        {
            await StoreAsBeforeAsync(partition, "p", 4, EventSamples.Log(Spread[partition], "a"));
        }

        await StoreAsBeforeAsync(1, "p", 5, EventSamples.Log(Spread[1], "a"));
        await _service.RememberAsync(TestContext.Current.CancellationToken);
        TelemetryEvent[] both = [EventSamples.Log(Spread[1], "a"), EventSamples.Log(Spread[2], "a")];

        Assert.Equal(2, (await SendAsync("p", 4, both)).Duplicates);
        Assert.Equal((1, 1), (await SendAsync("p", 5, both)) is var rest ? (rest.Accepted, rest.Duplicates) : default);
        Assert.Equal(2, (await SendAsync("p", 5, both)).Duplicates);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task IngestAsync_NumberedBatchThatACrashOfAnEarlierVersionCut_TakesWhatIsMissingAndItCountsOnce(int stored)
    {
        TelemetryEvent[] all = [.. Spread.Select(static s => EventSamples.Log(s, "a")), .. Spread.Select(static s => EventSamples.Log(s, "b"))];
        for (var partition = 0; partition < 3; partition++)
        {
            if ((stored >> partition & 1) != 0)
            {
                await StoreAsBeforeAsync(partition, "p", 7, [.. all.Where(e => e.Service == Spread[partition])]);
            }
        }

        await _service.RememberAsync(TestContext.Current.CancellationToken);
        var there = 2 * System.Numerics.BitOperations.PopCount((uint)stored);
        var first = await SendAsync("p", 7, all);
        Assert.Equal((IngestionOutcome.Stored, 6 - there, there), (first.Outcome, first.Accepted, first.Duplicates));

        // The grains take it too, each event once, and a later start knows it whole.
        Assert.Equal(6, RoutedByGrains());
        Assert.Equal(6, _log.Events.Count);
        using var later = Start(_log);
        var service = later.GetRequiredService<IngestionService>();
        await service.RememberAsync(TestContext.Current.CancellationToken);
        Assert.Equal(6, (await SendAsync(service, "p", 7, all)).Duplicates);
        Assert.Equal(6, (await SendAsync(service, "p", 8, all)).Accepted);
    }

    [Fact]
    public async Task IngestAsync_RestOfACutBatchWhoseFirstPartHasIds_IsNotTakenForStored()
    {
        await StoreAsBeforeAsync(0, "p", 7, EventSamples.Log(Spread[0], "a", id: "1"));
        await _service.RememberAsync(TestContext.Current.CancellationToken);

        var result = await SendAsync("p", 7, EventSamples.Log(Spread[0], "a", id: "1"), EventSamples.Log(Spread[1], "b", id: "2"));

        Assert.Equal((1, 1), (result.Accepted, result.Duplicates));
        Assert.Equal(2, RoutedByGrains());
    }

    [Fact]
    public async Task IngestAsync_PartOfACutBatchThatFails_IsTakenTheNextTime()
    {
        await StoreAsBeforeAsync(0, "p", 7, EventSamples.Log(Spread[0], "a"));
        await _service.RememberAsync(TestContext.Current.CancellationToken);
        TelemetryEvent[] all = [.. Spread.Select(static s => EventSamples.Log(s, "a"))];
        _log.Refuse = static b => b.Partition == 2 ? new EventAppendResult(EventAppendReason.Failed, -1, TimeSpan.Zero) : null;
        var first = await SendAsync("p", 7, all);
        _log.Refuse = static _ => null;
        var second = await SendAsync("p", 7, all);

        Assert.Equal((IngestionOutcome.Unavailable, 1, 1, 1), (first.Outcome, first.Accepted, first.Duplicates, first.Rejected));
        Assert.Equal((IngestionOutcome.Stored, 1, 2), (second.Outcome, second.Accepted, second.Duplicates));
        Assert.Equal(3, RoutedByGrains());
    }

    [Fact]
    public async Task IngestAsync_IntoALogThatWasFilledFromOneOnLocalDisk_TellsWhatLiesInItsFirstPartition()
    {
        var log = new MemoryEventLog { Streams = EventStreams.Moved };
        TelemetryEvent[] withIds = [.. Spread.Select(static s => EventSamples.Log(s, "a", id: "1"))];
        TelemetryEvent[] numbered = [.. Spread.Select(static s => EventSamples.Domain(s, "login"))];
        await log.Append(new EventBatch(StreamNames.Logs, 0, 0, EventSamples.Start, withIds), TestContext.Current.CancellationToken);
        await log.Append(new EventBatch(StreamNames.Domain, 0, 0, EventSamples.Start, numbered) { Producer = "p", Sequence = 7 }, TestContext.Current.CancellationToken);
        using var services = Start(log);
        var service = services.GetRequiredService<IngestionService>();
        await service.RememberAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, 3), (await SendAsync(service, null, null, withIds)) is var ids ? (ids.Accepted, ids.Duplicates) : default);
        Assert.Equal((0, 3), (await SendAsync(service, "p", 7, numbered)) is var numbers ? (numbers.Accepted, numbers.Duplicates) : default);
        Assert.Equal(3, (await SendAsync(service, "p", 8, numbered)).Accepted);
        Assert.Equal([0, 0, 1, 2], log.Batches.Where(static b => b.Stream == StreamNames.Domain).Select(static b => b.Partition));
    }

    [Fact]
    public void PartitionsOf_AStreamFilledFromOneOnLocalDisk_NamesTheFirstPartitionToo()
    {
        Assert.Equal([0], EventStreams.Moved.First(static s => s.Name == StreamNames.Logs).PartitionsOf(Spread[0]));
        Assert.Equal([2, 0], EventStreams.Moved.First(static s => s.Name == StreamNames.Domain).PartitionsOf(Spread[2]));
        Assert.Equal([2], EventStreams.Moved.First(static s => s.Name == StreamNames.Metrics).PartitionsOf(Spread[2]));
    }

    [Fact]
    public async Task IngestAsync_BeforeItIsKnownWhatWasStored_LetsOnlyWhatMayBeARepetitionWait()
    {
        await StoreAsBeforeAsync(2, null, null, EventSamples.Log(Spread[2], "a", id: "1"));
        var readable = new TaskCompletionSource();
        _log.Readable = readable.Task;
        var remembering = _service.RememberAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, (await SendAsync(null, null, EventSamples.Log(Spread[2], "plain"))).Accepted);
        var waiting = SendAsync(null, null, EventSamples.Log(Spread[2], "a", id: "1"), EventSamples.Log(Spread[2], "b", id: "2"), EventSamples.Log(Spread[0], "c")).AsTask();
        Assert.False(waiting.IsCompleted);
        readable.SetResult();
        await remembering;

        var result = await waiting;
        Assert.Equal((2, 1), (result.Accepted, result.Duplicates));
        Assert.Equal(["plain", "b", "c"], _log.Batches.Where(static b => b.Partition == 0).SelectMany(static b => b.Events).Cast<LogEvent>().Select(static e => e.Message));
    }

    [Fact]
    public async Task IngestAsync_WhenItTakesLongToKnowWhatWasStored_SaysWhenToComeAgainAndStoresNothing()
    {
        var readable = new TaskCompletionSource();
        _log.Readable = readable.Task;
        var remembering = _service.RememberAsync(TestContext.Current.CancellationToken);
        var waiting = SendAsync("p", 1, EventSamples.Log(Spread[2], "a")).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(10));

        var result = await waiting;
        Assert.Equal((IngestionOutcome.Unavailable, TimeSpan.FromSeconds(5), 0), (result.Outcome, result.RetryAfter, result.Accepted));
        Assert.Contains("still being read", result.Detail);
        Assert.Empty(_log.Batches);
        readable.SetResult();
        await remembering;
        Assert.Equal(1, (await SendAsync("p", 1, EventSamples.Log(Spread[2], "a"))).Accepted);
    }

    [Fact]
    public async Task IngestAsync_WhenWhatWasStoredCannotBeRead_GoesOn()
    {
        _log.Readable = Task.FromException(new IOException("the disk is gone"));
        await Assert.ThrowsAsync<IOException>(() => _service.RememberAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, (await SendAsync("p", 1, EventSamples.Log(Spread[2], "a", id: "1"))).Accepted);
    }

    [Theory]
    [InlineData(StreamNames.Logs, 1, 150_000)]
    [InlineData(StreamNames.Metrics, 3, 50_000)]
    public void WindowOf_AStream_IsSharedByThePartitionsItIsWrittenTo(string stream, int written, int ids)
    {
        var of = EventStreams.Local.First(s => s.Name == stream);
        Assert.Equal((written, ids), (of.Written, new IngestionOptions().WindowOf(of)));
        Assert.Equal(50_000, new IngestionOptions().WindowOf(EventStreams.All.First(s => s.Name == stream)));
        Assert.Equal(0, new IngestionOptions { DuplicateWindow = 0 }.WindowOf(of));
    }

    [Fact]
    public void PartitionsOf_AStreamOnceSpread_NamesWhereItIsAndWhereItWas()
    {
        var logs = EventStreams.Local.First(static s => s.Name == StreamNames.Logs);

        Assert.Equal([0], logs.PartitionsOf(Spread[0]));
        Assert.Equal([0, 2], logs.PartitionsOf(Spread[2]));
        Assert.Equal([2], new EventStreamInfo("other", 3).PartitionsOf(Spread[2]));
    }

    private ServiceProvider Start(MemoryEventLog log) => new ServiceCollection()
        .AddSingleton<IEventLog>(log).AddSingleton<IGrainFactory>(new FakeGrains()).AddSingleton<TimeProvider>(_clock)
        .AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build())
        .AddIngestion().BuildServiceProvider();

    // As the grains of the partitions judge what lies in the log.
    private long RoutedByGrains() => _log.Batches.GroupBy(static b => (b.Stream, b.Partition)).Sum(static partition =>
        new IngestionEngine(EventStreams.KeyOf(partition.Key.Stream, partition.Key.Partition), new IngestionState(), new IngestionOptions()).Plan(partition).Routed);

    private ValueTask<IngestionResult> SendAsync(string? producer, long? sequence, params TelemetryEvent[] events) => SendAsync(_service, producer, sequence, events);

    private static ValueTask<IngestionResult> SendAsync(IngestionService service, string? producer, long? sequence, params TelemetryEvent[] events) =>
        service.IngestAsync(new("me", EventSamples.Start, [.. events.Select(IngestionItem.Of)], producer, sequence), TestContext.Current.CancellationToken);

    private async Task StoreAsBeforeAsync(int partition, string? producer, long? sequence, params TelemetryEvent[] events) =>
        await _log.Append(new EventBatch(StreamNames.Logs, partition, 0, EventSamples.Start, events) { Producer = producer, Sequence = sequence });
}
