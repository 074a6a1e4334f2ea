using Confluent.Kafka;
using EventFlow.EventStore;

namespace EventFlow.Kafka;

/// <summary>Reads a partition with a consumer of its own, which reads ahead in the background. One reader at a time.</summary>
internal sealed class KafkaEventReader(KafkaEventLog log, KafkaPartition partition, long fromOffset) : IEventReader
{
    // A read that brings nothing ends after this; whoever reads comes again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private IConsumer<Ignore, byte[]>? _consumer;
    private long _assigned = -1;
    private bool _isDisposed;

    /// <inheritdoc/>
    public long NextOffset { get; private set; } = Math.Max(0, fromOffset);

    /// <inheritdoc/>
    public void Seek(long offset) => NextOffset = Math.Max(0, offset);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventBatch>> ReadAsync(int maxBytes, CancellationToken cancellationToken) =>
        KafkaOffsets.MessageOf(NextOffset) >= KafkaOffsets.MessageOf(partition.NextOffset) && log.IsKnown
            ? []
            // librdkafka's call blocks its thread.
            : await Task.Run(() => Read(maxBytes, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _consumer?.Dispose();
            _consumer = null;
        }
    }

    private List<EventBatch> Read(int maxBytes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var consumer = Place();
            var (read, bytes) = (new List<EventBatch>(), 0L);
            try
            {
                while (bytes < maxBytes)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    // What has been read ahead comes at once; after the first, nothing is waited for.
                    var result = consumer.Consume(read.Count == 0 ? Patience : TimeSpan.Zero);
                    if (result is null || result.IsPartitionEOF)
                    {
                        return read;
                    }

                    Take(result, read);
                    bytes += result.Message.Value?.Length ?? 0;
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The consumer may be behind a message that was not taken: it is placed anew. What was taken is given; what broke off, the next read says.
                _assigned = -1;
                if (read.Count == 0)
                {
                    throw;
                }
            }

            return read;
        }
    }

    private IConsumer<Ignore, byte[]> Place()
    {
        _consumer ??= log.Clients.CreateConsumer();
        var message = KafkaOffsets.MessageOf(NextOffset);
        if (_assigned != message)
        {
            _consumer.Assign(new TopicPartitionOffset(log.TopicPartitionOf(partition), message));
            _assigned = message;
        }

        return _consumer;
    }

    private void Take(ConsumeResult<Ignore, byte[]> result, List<EventBatch> read)
    {
        var message = result.Offset.Value;
        if (message > _assigned && KafkaOffsets.BoundaryOf(message) > NextOffset)
        {
            log.NoteExpired(partition, NextOffset, KafkaOffsets.BoundaryOf(message));
        }

        if (log.TryDecode(partition, result) is { } batch)
        {
            read.Add(batch);
        }

        (NextOffset, _assigned) = (KafkaOffsets.NextAfter(message), message + 1);
    }
}
