using System.Runtime.CompilerServices;

namespace EventFlow.Tests.Fakes;

/// <summary>An <see cref="IEventLog"/> in memory, with the streams of the real one. A test may make partitions refuse. Thread safe.</summary>
public sealed class MemoryEventLog : IEventLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Stream, int Partition), List<EventBatch>> _batches = [];

    /// <inheritdoc/>
    public IReadOnlyList<EventStreamInfo> Streams { get; init; } =
    [
        new(StreamNames.Metrics, 3), new(StreamNames.Logs, 3), new(StreamNames.Domain, 3), new(StreamNames.Alerts, 3), new(StreamNames.DeadLetters, 1),
    ];

    /// <summary>Says how a partition refuses a batch; null is that it does not.</summary>
    public Func<EventBatch, EventAppendResult?> Refuse { get; set; } = static _ => null;

    /// <summary>What a read waits for before it gives anything.</summary>
    public Task Readable { get; set; } = Task.CompletedTask;

    /// <summary>All that was stored, by stream, partition and offset.</summary>
    public IReadOnlyList<EventBatch> Batches
    {
        get
        {
            lock (_gate)
            {
                return [.. _batches.OrderBy(static p => p.Key.Stream, StringComparer.Ordinal).ThenBy(static p => p.Key.Partition).SelectMany(static p => p.Value)];
            }
        }
    }

    /// <summary>Forgets all that was stored; offsets begin anew.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _batches.Clear();
        }
    }

    /// <summary>All events that were stored.</summary>
    public IReadOnlyList<TelemetryEvent> Events => [.. Batches.SelectMany(static b => b.Events)];

    /// <inheritdoc/>
    public ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Refuse(batch) is { } refusal)
        {
            return ValueTask.FromResult(refusal);
        }

        lock (_gate)
        {
            if (!_batches.TryGetValue((batch.Stream, batch.Partition), out var stored))
            {
                _batches.Add((batch.Stream, batch.Partition), stored = []);
            }

            var first = stored.Count == 0 ? 0 : stored[^1].LastOffset + 1;
            stored.Add(batch with { FirstOffset = first, Events = [.. batch.Events] });
            return ValueTask.FromResult(new EventAppendResult(EventAppendReason.Stored, first, TimeSpan.Zero));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Readable.WaitAsync(cancellationToken);
        foreach (var batch in Of(stream, partition).Where(b => b.LastOffset >= fromOffset))
        {
            yield return batch;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var batch in Of(stream, partition).Where(b => b.Events.Any(e => e.Timestamp >= from && e.Timestamp < to)))
        {
            yield return batch;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EventPartitionInfo> GetPartitions() =>
    [
        .. Streams.SelectMany(static s => Enumerable.Range(0, s.Partitions).Select(p => (s.Name, Partition: p)))
            .Select(p => new EventPartitionInfo(p.Name, p.Partition, 0, Of(p.Name, p.Partition) is [.., var last] ? last.LastOffset + 1 : 0, 0, 1)),
    ];

    private List<EventBatch> Of(string stream, int partition)
    {
        lock (_gate)
        {
            return _batches.TryGetValue((stream, partition), out var stored) ? [.. stored] : [];
        }
    }
}
