using System.Diagnostics.Metrics;
using EventFlow.EventStore;
using EventFlow.Postgres.EventLog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventFlow.EventLogs.Tests;

/// <summary>What a log cannot read it passes over and counts, so that somebody is told. (The log on local disk: SegmentEventLogTests.)</summary>
public sealed class UnreadableBatchTests
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
