using System.Diagnostics.Metrics;
using EventFlow.EventStore;
using EventFlow.Postgres;
using EventFlow.Postgres.EventLog;
using EventFlow.SegmentLog;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.EventLogs.Tests;

/// <summary>What a log cannot read it passes over and counts, so that somebody is told. (The log on local disk: SegmentEventLogTests.)</summary>
public sealed class UnreadableBatchTests(PostgresFixture postgres)
{
    [Fact]
    public async Task TryDecode_DamagedRowOfPostgreSql_CountsItsEvents()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var instruments = new EventStoreInstruments(services.GetRequiredService<IMeterFactory>());
        using var counted = new Counted();
        Assert.Null(new StoredBatches(new EventBatchCodec(), instruments, NullLogger.Instance).TryDecode([1, 9, 9], 0, StreamNames.DeadLetters, 0, 10, 4));
        Assert.Equal(4, counted.Of(StreamNames.DeadLetters));
    }

    [Fact]
    public async Task Read_ForeignMessageInKafka_PassesOverItAndCountsIt()
    {
        using var kafka = new MockKafka();
        await using var open = await KafkaHost.OpenAsync(kafka.BootstrapServers, ("PollInterval", "00:00:00.02"));
        using var counted = new Counted();
        Assert.True((await open.Log.Append(Samples.Logs("a", 2))).IsStored);
        kafka.Write($"eventflow.{StreamNames.Logs}", 0, [1, 2, 3]);
        Assert.True((await open.Log.Append(Samples.Logs("b", 1))).IsStored);
        List<EventBatch> read = [];
        await foreach (var batch in open.Log.Read(StreamNames.Logs, 0, 0)) read.Add(batch);
        Assert.Equal(["a/0", "a/1", "b/0"], Samples.TextsOf(read));
        Assert.Equal(1, counted.Of(StreamNames.Logs));
    }

    [Fact]
    public async Task ReadAsync_OfABatchOfANewerProgramInKafka_StopsBeforeItUntilItCanBeRead()
    {
        using var kafka = new MockKafka();
        await using var open = await KafkaHost.OpenAsync(kafka.BootstrapServers, ("PollInterval", "00:00:00.02"));
        Assert.True((await open.Log.Append(Samples.Logs("a", 2))).IsStored);
        var newer = new EventBatchCodec().Encode(Samples.Logs("b", 2)).Payload.ToArray();
        newer[0] = 99;
        kafka.Write($"eventflow.{StreamNames.Logs}", 0, newer, header: [2, 0, 0, 0, 0, 0, 0, 0]);
        Assert.True((await open.Log.Append(Samples.Logs("c", 1))).IsStored);
        using var reader = open.Log.OpenReader(StreamNames.Logs, 0, 0);
        await AssertStopsBehindTheFirstAsync(reader);
    }

    [Fact]
    public async Task ReadAsync_OfABatchOfANewerProgramInPostgreSql_StopsBeforeItUntilItCanBeRead()
    {
        var database = await postgres.CreateDatabaseAsync();
        var (open, _) = await PostgresFixture.OpenAsync(database);
        await using var _ = open;
        foreach (var name in (string[])["a", "b", "c"]) Assert.True((await open.Log.Append(Samples.Logs(name, 2))).IsStored);
        await using var source = PostgresExtensions.CreateDataSource(new() { ConnectionString = database });
        await using var update = source.CreateCommand("update eventflow_batch set payload = set_byte(payload, 0, 99) where first_offset = 2");
        await update.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        using var reader = open.Log.OpenReader(StreamNames.Logs, 0, 0);
        await AssertStopsBehindTheFirstAsync(reader);
    }

    [Fact]
    public async Task ReadAsync_OfABatchOfANewerProgramOnLocalDisk_StaysWhereItIs()
    {
        using var folder = new TempDirectory();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        await using var store = new SegmentLogStore(folder["log"], new SegmentLogOptions { MinFreeBytes = 0 }, TimeProvider.System, NullLogger<SegmentLogStore>.Instance);
        var log = new SegmentEventLog(store, new(services.GetRequiredService<IMeterFactory>()), NullLogger<SegmentEventLog>.Instance);
        await log.OpenAsync();
        var encoded = new EventBatchCodec().Encode(Samples.Logs("b", 2));
        var newer = encoded.Payload.ToArray();
        newer[0] = 99;
        Assert.True((await store.OpenPartition(StreamNames.Logs, 0).AppendAsync(new(newer, encoded.Events, encoded.FirstTime, encoded.LastTime), TestContext.Current.CancellationToken)).IsCommitted);
        Assert.True((await log.Append(Samples.Logs("c", 1), TestContext.Current.CancellationToken)).IsStored);
        using var reader = log.OpenReader(StreamNames.Logs, 0, 0);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<NotSupportedException>(async () => await reader.ReadAsync(1 << 20, TestContext.Current.CancellationToken));
            Assert.Equal(0, reader.NextOffset);
        }
    }

    // What came before it is given, and it is asked for again and again.
    private static async Task AssertStopsBehindTheFirstAsync(IEventReader reader)
    {
        Assert.Equal(["a/0", "a/1"], Samples.TextsOf(await reader.ReadAsync(1 << 20, TestContext.Current.CancellationToken)));
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<NotSupportedException>(async () => await reader.ReadAsync(1 << 20, TestContext.Current.CancellationToken));
    }

    // Of all logs of this process: no other test has a batch that is unreadable.
    private sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Lock _gate = new();
        private readonly Dictionary<string, long> _events = [];

        public Counted()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "stream.messages.unreadable") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                lock (_gate) _events[(string)tags[0].Value!] = _events.GetValueOrDefault((string)tags[0].Value!) + value;
            });
            _listener.Start();
        }

        public long Of(string stream)
        {
            lock (_gate) return _events.GetValueOrDefault(stream);
        }

        public void Dispose() => _listener.Dispose();
    }
}
