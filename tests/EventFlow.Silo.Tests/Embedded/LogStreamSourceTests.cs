using System.Diagnostics.Metrics;
using EventFlow.Embedded;
using EventFlow.Embedded.Streams;
using EventFlow.EventStore;
using EventFlow.SegmentLog;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.Silo.Tests.Embedded;

public sealed class LogStreamSourceTests : IAsyncLifetime
{
    private readonly TempDirectory _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SegmentLogStore _store;
    private readonly SegmentEventLog _log;

    public LogStreamSourceTests()
    {
        _store = new(_folder["log"], new SegmentLogOptions { MinFreeBytes = 0 }, TimeProvider.System, NullLogger<SegmentLogStore>.Instance);
        _log = new(_store, new(_services.GetRequiredService<IMeterFactory>()), NullLogger<SegmentEventLog>.Instance);
    }

    public async ValueTask InitializeAsync() => await _log.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Subscribe_WhenEventFlowWritesItsOwnStreams_TellsOnlyOfWhatServicesReport()
    {
        using var source = new LogStreamSource(_log, TimeProvider.System);
        List<string> told = [];
        using var subscription = source.Subscribe(stream =>
        {
            lock (told) told.Add(stream.GetKeyAsString());
        });
        foreach (var stream in (string[])[StreamNames.Alerts, StreamNames.DeadLetters, StreamNames.Domain])
            Assert.True((await _log.Append(new(stream, 0, 0, 1_000, [new DomainEvent(1_000, "payments", null, LabelSet.Empty, "happened", "{}")]))).IsStored);
        lock (told) Assert.Equal([$"{StreamNames.Domain}-0"], told);
    }

    [Fact]
    public async Task ReadAsync_WhileEventsComeOneByOne_WaitsForMoreButNotAfterQuiet()
    {
        var clock = new ManualTimeProvider();
        using var source = new LogStreamSource(_log, clock);
        var stream = source.ListStreams(StreamNames.Namespace).Single(static s => s.GetKeyAsString() == $"{StreamNames.Domain}-0");
        ValueTask<IReadOnlyList<SequentialItem<EventBatch>>> Read(long after) =>
            source.ReadAsync<EventBatch>(stream, after < 0 ? StreamPosition.Start : StreamPosition.After(new EventSequenceTokenV2(after)), 100, TestContext.Current.CancellationToken);
        Task<EventAppendResult> Append() =>
            _log.Append(new(StreamNames.Domain, 0, 0, 1_000, [new DomainEvent(1_000, "payments", null, LabelSet.Empty, "happened", "{}")])).AsTask();

        Assert.Empty(await Read(-1));
        await Append();
        Assert.Single(await Read(-1));
        Assert.Empty(await Read(0));

        await Append();
        var second = Read(0).AsTask();
        await Append();
        Assert.False(second.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal([1L, 2], (await second).Select(static i => i.Item.FirstOffset));

        await Append();
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await Read(2));
    }

    [Fact]
    public async Task ReadAsync_WhileMuchComes_WaitsLongerSoThatCallsAreShared()
    {
        var clock = new ManualTimeProvider();
        using var source = new LogStreamSource(_log, clock);
        var stream = source.ListStreams(StreamNames.Namespace).Single(static s => s.GetKeyAsString() == $"{StreamNames.Domain}-0");
        Task<IReadOnlyList<SequentialItem<EventBatch>>> Read(long after) =>
            source.ReadAsync<EventBatch>(stream, StreamPosition.After(new EventSequenceTokenV2(after)), 100, TestContext.Current.CancellationToken).AsTask();
        async Task AppendAsync(int events) => await _log.Append(
            new(StreamNames.Domain, 0, 0, 1_000, [.. Enumerable.Range(0, events).Select(static i => new DomainEvent(1_000, $"service-{i % 7}", null, LabelSet.Empty, "happened", "{}"))]));

        await AppendAsync(1);
        Assert.Single(await source.ReadAsync<EventBatch>(stream, StreamPosition.Start, 100, TestContext.Current.CancellationToken));
        await AppendAsync(200);
        var much = Read(0);
        for (var waited = 0; waited < 45; waited += 15)
        {
            Assert.False(much.IsCompleted);
            await clock.WaitForTimersAsync(1);
            clock.Advance(TimeSpan.FromMilliseconds(15));
        }

        Assert.Equal(200, (await much).Sum(static i => i.Item.Events.Count));
        await AppendAsync(20_000);
        Assert.NotEmpty(await Read(200));
    }

    [Fact]
    public async Task ReadAsync_BeforeTheHostHasStarted_WaitsForIt()
    {
        await _log.Append(new(StreamNames.Domain, 0, 0, 1_000, [new DomainEvent(1_000, "payments", null, LabelSet.Empty, "happened", "{}")]));
        var started = new TaskCompletionSource();
        using var source = new LogStreamSource(_log, TimeProvider.System, started.Task);
        var stream = source.ListStreams(StreamNames.Namespace).Single(static s => s.GetKeyAsString() == $"{StreamNames.Domain}-0");
        using var stop = new CancellationTokenSource();
        var stopped = source.ReadAsync<EventBatch>(stream, StreamPosition.Start, 100, stop.Token).AsTask();
        var read = source.ReadAsync<EventBatch>(stream, StreamPosition.Start, 100, TestContext.Current.CancellationToken).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        Assert.False(read.IsCompleted);
        started.SetResult();
        Assert.Single(await read);
    }
}
