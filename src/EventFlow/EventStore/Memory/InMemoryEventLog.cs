using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.EventStore;

/// <summary>An event log that ends with its process, for trying things out: nothing is durable, and what exceeds its room goes, oldest first. For one process.</summary>
public sealed partial class InMemoryEventLog : IFollowedEventLog
{
    private const int MaxBatchBytes = 16 << 20;

    private readonly EventBatchCodec _codec = new();
    private readonly Dictionary<(string Stream, int Partition), InMemoryPartition> _partitions;
    private readonly EventStoreInstruments _instruments;
    private readonly ILogger _logger;

    /// <summary>Made by the container.</summary>
    public InMemoryEventLog(IOptions<InMemoryEventLogOptions> options, EventStoreInstruments instruments, InMemoryOffsets offsets, ILogger<InMemoryEventLog> logger)
    {
        (_instruments, _logger) = (instruments, logger);
        var first = offsets.Reserve();
        _partitions = EventStreams.All.SelectMany(static s => Enumerable.Range(0, s.Partitions).Select(p => (s.Name, p)))
            .ToDictionary(static p => p, _ => new InMemoryPartition(first, options.Value.PartitionBytes));
    }

    /// <inheritdoc/>
    public event Action<string, int>? Appended;

    /// <inheritdoc/>
    public IReadOnlyList<EventStreamInfo> Streams => EventStreams.All;

    /// <inheritdoc/>
    public ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var of = PartitionOf(batch.Stream, batch.Partition);
        var encoded = _codec.Encode(batch);
        if (encoded.Payload.Length > MaxBatchBytes)
        {
            return new(new EventAppendResult(EventAppendReason.TooLarge, -1, TimeSpan.Zero));
        }

        // Read back, so that whoever reads gets what any other log would give.
        var first = of.Append(offset => _codec.Decode(encoded.Payload.Span, batch.Stream, batch.Partition, offset, encoded.Events), encoded);
        _instruments.Appended(batch.Stream, encoded.Events);
        Appended?.Invoke(batch.Stream, batch.Partition);
        return new(new EventAppendResult(EventAppendReason.Stored, first, TimeSpan.Zero));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var batch in PartitionOf(stream, partition).From(fromOffset, long.MaxValue))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return batch;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, CancellationToken cancellationToken = default) =>
        Read(stream, partition, 0, cancellationToken).Where(batch => EventBatchCodec.HasTimeWithin(batch, from, to));

    /// <inheritdoc/>
    public IReadOnlyList<EventPartitionInfo> GetPartitions() => [.. _partitions.Select(static p => p.Value.ToInfo(p.Key.Stream, p.Key.Partition))];

    /// <inheritdoc/>
    public long GetNextOffset(string stream, int partition) => PartitionOf(stream, partition).NextOffset;

    /// <inheritdoc/>
    public IEventReader OpenReader(string stream, int partition, long fromOffset) =>
        new InMemoryEventReader(PartitionOf(stream, partition), fromOffset, (wanted, first) =>
        {
            // From 0 means from wherever it begins, which is never 0.
            if (wanted > 0)
            {
                _instruments.Expired(stream, first - wanted);
                LogExpired(stream, partition, wanted, first - 1);
            }
        });

    private InMemoryPartition PartitionOf(string stream, int partition) => _partitions.TryGetValue((stream, partition), out var of)
        ? of
        : throw EventStreams.NoPartition(EventStreams.All, stream, partition);

    [LoggerMessage(3007, LogLevel.Warning, "Events {First} to {Last} of {Stream}/{Partition} are gone: the log is in memory, and ended with its process or outgrew EventFlow:Streams:Memory:PartitionBytes.")]
    private partial void LogExpired(string stream, int partition, long first, long last);
}
