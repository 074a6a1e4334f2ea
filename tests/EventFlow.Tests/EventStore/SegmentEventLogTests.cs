using System.Diagnostics.Metrics;
using EventFlow.EventStore;
using EventFlow.SegmentLog;
using EventFlow.TestKit;
using EventFlow.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EventFlow.Tests.EventStore;

public sealed class SegmentEventLogTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly EventStoreInstruments _instruments;
    private SegmentLogStore _store;
    private SegmentEventLog _log;

    public SegmentEventLogTests()
    {
        _instruments = new(_services.GetRequiredService<IMeterFactory>());
        _store = OpenStore();
        _log = new SegmentEventLog(_store, _instruments, NullLogger<SegmentEventLog>.Instance);
    }

    [Fact]
    public async Task Append_ToAnyStream_IsCountedUnderItsName()
    {
        using var listener = new MeterListener();
        var counted = Count(listener, "stream.messages.produced");
        foreach (var (stream, events) in new[] { (StreamNames.Alerts, 1), (StreamNames.DeadLetters, 2), (StreamNames.Logs, 3) })
            Assert.True((await _log.Append(BatchOf(0, events) with { Stream = stream }, TestContext.Current.CancellationToken)).IsStored);
        Assert.Equal([1L, 2, 3], new[] { StreamNames.Alerts, StreamNames.DeadLetters, StreamNames.Logs }.Select(s => counted[s]));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("/var/lib/eventflow/log", true)]
    [InlineData(" ", false)]
    [InlineData("a\0b", false)]
    public void Validate_Directory_IsAPathOrMissing(string? directory, bool good) =>
        Assert.Equal(good, new EventStoreOptionsValidator().Validate(Options.DefaultName, new() { Directory = directory }).Succeeded);

    [Fact]
    public async Task Append_ThenReopen_GivesTheSameEvents()
    {
        var random = new Random(3);
        var batches = Enumerable.Range(0, 20).Select(_ => EventSamples.Batch(random, random.Next(1, 30)) with { Partition = 2 }).ToList();
        var next = 0L;
        foreach (var batch in batches)
        {
            var stored = await _log.Append(batch, TestContext.Current.CancellationToken);
            Assert.Equal((EventAppendReason.Stored, next), (stored.Reason, stored.FirstOffset));
            next += batch.Events.Count;
        }

        Reopen();
        await _log.OpenAsync();

        var read = await Collect(_log.Read(StreamNames.Metrics, 2, 0));
        Assert.Equal(batches.SelectMany(static b => b.Events), read.SelectMany(static b => b.Events));
        Assert.Equal(batches.Select(static b => (b.Producer, b.Sequence, b.ReceivedAt)), read.Select(static b => (b.Producer, b.Sequence, b.ReceivedAt)));
        Assert.Equal(next, Assert.Single(_log.GetPartitions(), static p => p is { Stream: StreamNames.Metrics, Partition: 2 }).NextOffset);
    }

    [Fact]
    public async Task Read_FromTheMiddle_BeginsWithTheBatchThatHoldsIt()
    {
        for (var i = 0; i < 4; i++)
        {
            await _log.Append(BatchOf(i, 10));
        }

        var read = await Collect(_log.Read(StreamNames.Logs, 0, 15));

        Assert.Equal([10L, 20, 30], read.Select(static b => b.FirstOffset));
    }

    [Fact]
    public async Task ReadByTime_Span_GivesOnlyBatchesThatTouchIt()
    {
        for (var i = 0; i < 10; i++)
        {
            await _log.Append(BatchOf(i, 3));
        }

        var read = await Collect(_log.ReadByTime(StreamNames.Logs, 0, EventSamples.Start + 3000, EventSamples.Start + 5000));

        Assert.Equal([9L, 12], read.Select(static b => b.FirstOffset));
        Assert.Empty(await Collect(_log.ReadByTime(StreamNames.Logs, 0, 5, 5)));
    }

    [Fact]
    public async Task Append_UnknownPartition_NamesTheOnesThereAre()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _log.Append(BatchOf(0, 1) with { Partition = 3 }).AsTask());

        Assert.Contains("service-logs/0-2", error.Message);
    }

    [Fact]
    public async Task Append_ManyAtOnce_KeepsEveryBatchWhole()
    {
        var appends = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => (i, await _log.Append(BatchOf(i, 5))))));

        var read = (await Collect(_log.Read(StreamNames.Logs, 0, 0))).ToDictionary(static b => b.FirstOffset);
        Assert.All(appends, a => Assert.Equal(BatchOf(a.i, 5).Events, read[a.Item2.FirstOffset].Events));
    }

    [Fact]
    public async Task Read_UnreadableBatch_PassesOverIt()
    {
        await _log.Append(BatchOf(0, 2));
        await _store.OpenPartition(StreamNames.Logs, 0).AppendAsync(new LogBatch(new byte[] { 1, 9, 9 }, 4, 0, 0), TestContext.Current.CancellationToken);
        await _log.Append(BatchOf(1, 2));
        using var listener = new MeterListener();
        var counted = Count(listener, "stream.messages.unreadable");

        var read = await Collect(_log.Read(StreamNames.Logs, 0, 0));

        Assert.Equal([0L, 6], read.Select(static b => b.FirstOffset));
        Assert.Equal(4, counted[StreamNames.Logs]);
    }

    [Fact]
    public async Task Read_NewerFormat_StopsWithItsVersion()
    {
        await _store.OpenPartition(StreamNames.Logs, 0).AppendAsync(new LogBatch(new byte[] { 3, 0, 0 }, 1, 0, 0), TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<NotSupportedException>(() => Collect(_log.Read(StreamNames.Logs, 0, 0)));

        Assert.Contains("has format 3; expected 1 or 2", error.Message);
    }

    [Theory]
    [InlineData("service-metrics-2", true, "service-metrics", 2)]
    [InlineData("alerts-dlq-0", true, "alerts-dlq", 0)]
    [InlineData("service-metrics-31", true, "service-metrics", 31)]
    [InlineData("service-metrics-32", false, "service-metrics", 32)]
    [InlineData("alerts-3", false, "alerts", 3)]
    [InlineData("nothing", false, "", 0)]
    public void TryParseKey_Key_FindsStreamAndPartition(string key, bool found, string stream, int partition) =>
        Assert.Equal((found, stream, partition), (EventStreams.TryParseKey(key, out var s, out var p), s, p));

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private static EventBatch BatchOf(int second, int events) => new(
        StreamNames.Logs, 0, 0, EventSamples.Start, [.. Enumerable.Range(0, events).Select(i => EventSamples.Log("auth", $"{second}/{i}", time: EventSamples.Start + second * 1000 + i))]);

    private void Reopen()
    {
        _store.Dispose();
        _store = OpenStore();
        _log = new SegmentEventLog(_store, _instruments, NullLogger<SegmentEventLog>.Instance);
    }

    // By stream, from now on.
    private Dictionary<string, long> Count(MeterListener listener, string name)
    {
        var counted = new Dictionary<string, long>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>() && instrument.Name == name) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted[(string)tags[0].Value!] = counted.GetValueOrDefault((string)tags[0].Value!) + value);
        listener.Start();
        return counted;
    }

    private SegmentLogStore OpenStore() =>
        new(_folder["log"], new SegmentLogOptions { MinFreeBytes = 0 }, TimeProvider.System, NullLogger<SegmentLogStore>.Instance);

    private static async Task<List<EventBatch>> Collect(IAsyncEnumerable<EventBatch> batches)
    {
        var list = new List<EventBatch>();
        await foreach (var batch in batches)
        {
            list.Add(batch);
        }

        return list;
    }
}
