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
    private readonly ServiceProvider _services;
    private readonly IngestionService _service;

    public WrittenPartitionTests()
    {
        _services = new ServiceCollection()
            .AddSingleton<IEventLog>(_log).AddSingleton<IGrainFactory>(new FakeGrains()).AddSingleton<TimeProvider>(new ManualTimeProvider())
            .AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build())
            .AddIngestion().BuildServiceProvider();
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
        Assert.Equal(2, (await SendAsync("p", 5, both)).Accepted);
        Assert.Equal(2, (await SendAsync("p", 5, both)).Duplicates);
    }

    [Fact]
    public void PartitionsOf_AStreamOnceSpread_NamesWhereItIsAndWhereItWas()
    {
        var logs = EventStreams.Local.First(static s => s.Name == StreamNames.Logs);

        Assert.Equal([0], logs.PartitionsOf(Spread[0]));
        Assert.Equal([0, 2], logs.PartitionsOf(Spread[2]));
        Assert.Equal([2], new EventStreamInfo("other", 3).PartitionsOf(Spread[2]));
    }

    private ValueTask<IngestionResult> SendAsync(string? producer, long? sequence, params TelemetryEvent[] events) =>
        _service.IngestAsync(new("me", EventSamples.Start, [.. events.Select(IngestionItem.Of)], producer, sequence), TestContext.Current.CancellationToken);

    private async Task StoreAsBeforeAsync(int partition, string? producer, long? sequence, params TelemetryEvent[] events) =>
        await _log.Append(new EventBatch(StreamNames.Logs, partition, 0, EventSamples.Start, events) { Producer = producer, Sequence = sequence });
}
