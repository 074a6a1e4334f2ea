using EventFlow.EventStore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventFlow.Load;

/// <summary>Reads the log of a silo that has ended and counts what of each batch is there.</summary>
internal sealed class LogAudit(string producers)
{
    private readonly Dictionary<BatchKey, int> _found = [];

    /// <summary>Events of the load that are in the log.</summary>
    public long Events { get; private set; }

    /// <summary>Reads all that services have sent, from the folder of the log.</summary>
    public async Task ReadAsync(string directory)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("EventFlow:EventStore:Directory", directory)]).Build();
        await using var services = new ServiceCollection().AddSingleton<IConfiguration>(settings).AddSingleton(TimeProvider.System)
            .AddLogging(static l => l.ClearProviders()).AddEventStore().BuildServiceProvider();
        var log = services.GetRequiredService<IEventLog>();
        foreach (var stream in EventStreams.Ingested)
        {
            for (var partition = 0; partition < stream.Partitions; partition++)
            {
                await foreach (var batch in log.Read(stream.Name, partition, 0).ConfigureAwait(false))
                {
                    Note(batch);
                }
            }
        }
    }

    /// <summary>Counts a batch of the log; one that others have sent is passed over.</summary>
    public void Note(EventBatch batch)
    {
        if (batch is not { Producer: { } producer, Sequence: { } sequence } || !producer.StartsWith(producers, StringComparison.Ordinal))
        {
            return;
        }

        // A request is cut by partition, so its parts add up.
        var key = new BatchKey(producer, sequence);
        _found[key] = _found.GetValueOrDefault(key) + batch.Events.Count;
        Events += batch.Events.Count;
    }

    /// <summary>Acknowledged events that are missing, and events that are there once too often, acknowledged or not.</summary>
    public (long Lost, long Doubled) Compare(IReadOnlyCollection<BatchKey> acknowledged, int batch) =>
        (acknowledged.Sum(key => Math.Max(0L, batch - _found.GetValueOrDefault(key))), _found.Values.Sum(found => Math.Max(0L, found - batch)));
}
