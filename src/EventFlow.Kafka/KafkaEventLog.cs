using System.Runtime.CompilerServices;
using Confluent.Kafka;
using EventFlow.EventStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Kafka;

/// <summary>
/// The event log in Kafka: a topic a stream, a message a batch, in the layout that the log on local disk has. An append is stored when all replicas in sync have it. How long events are kept is a
/// setting of the topics.
/// </summary>
public sealed partial class KafkaEventLog : IFollowedEventLog, IDisposable
{
    private const int ReadBytes = 1 << 20;

    // Each waits two seconds.
    private const int EmptyReads = 5;
    private const int MostTries = 25;
    private const int SampledMessages = 32;
    private static readonly TimeSpan TryPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AskPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskEachPatience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan OverloadedRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FailedRetry = TimeSpan.FromSeconds(1);

    // So long after the last failure brokers that answer are taken for good again: a silo that says it is not ready gets no event that could try.
    private static readonly TimeSpan FaultHolds = TimeSpan.FromSeconds(10);

    // The time of an event may be so far ahead of its arrival, by which Kafka finds messages.
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    private readonly KafkaOptions _options;
    private readonly EventStoreInstruments _instruments;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly EventBatchCodec _codec = new();
    private readonly Dictionary<(string Stream, int Partition), KafkaPartition> _partitions;

    private readonly Lock _gate = new();
    private IProducer<Null, byte[]>? _producer;
    private IConsumer<Ignore, byte[]>? _asking;
    private long _queuedBytes;
    private long _refusals;
    private long _refuseUntil;
    private long _failedAt;
    private string? _fault;
    private bool _isKnown;
    private bool _isDisposed;

    /// <summary>Made by the container; connects to nothing yet.</summary>
    public KafkaEventLog(
        IOptions<KafkaOptions> options, IOptions<StreamsOptions> streams, EventStoreInstruments instruments, TimeProvider clock, ILogger<KafkaEventLog> logger, IKafkaTokenSource? tokens = null)
    {
        (_options, _instruments, _clock, _logger) = (options.Value, instruments, clock, logger);
        Streams = EventStreams.With(streams.Value.Partitions);
        _partitions = EventStreams.PartitionsOf(Streams).ToDictionary(static p => p, static p => new KafkaPartition(p.Stream, p.Partition));
        Clients = new(options.Value, tokens, logger);
    }

    /// <inheritdoc/>
    public event Action<string, int>? Appended;

    /// <inheritdoc/>
    public IReadOnlyList<EventStreamInfo> Streams { get; }

    internal KafkaClients Clients { get; }

    internal long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    internal long Refusals => Interlocked.Read(ref _refusals);

    /// <inheritdoc/>
    public async ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var partition = PartitionOf(batch.Stream, batch.Partition);
        var encoded = _codec.Encode(batch);
        var message = KafkaMessage.Of(encoded, batch.ReceivedAt);
        if (message.Value.Length > _options.MaxBatchBytes || encoded.Events > KafkaOffsets.MostEvents)
        {
            return Refuse(EventAppendReason.TooLarge, TimeSpan.Zero);
        }

        if (_clock.GetTimestamp() < Interlocked.Read(ref _refuseUntil))
        {
            return Refuse(EventAppendReason.Failed, FailedRetry);
        }

        if (Interlocked.Add(ref _queuedBytes, message.Value.Length) > _options.MaxQueuedBytes)
        {
            Interlocked.Add(ref _queuedBytes, -message.Value.Length);
            return Refuse(EventAppendReason.Overloaded, OverloadedRetry);
        }

        try
        {
            var producer = ProducerNow();
            try
            {
                return Stored(partition, encoded.Events, await producer.ProduceAsync(TopicPartitionOf(partition), message, cancellationToken).ConfigureAwait(false));
            }
            catch (KafkaException e)
            {
                return NotStored(producer, e.Error);
            }
            catch (ObjectDisposedException) when (!_isDisposed)
            {
                // Replaced at this moment, because it was broken for good; it has taken nothing.
                return Refuse(EventAppendReason.Failed, FailedRetry);
            }
        }
        finally
        {
            Interlocked.Add(ref _queuedBytes, -message.Value.Length);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, CancellationToken cancellationToken = default) =>
        ReadToEnd(PartitionOf(stream, partition), fromOffset, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, CancellationToken cancellationToken = default) =>
        ReadByTime(stream, partition, 0, from, to, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventBatch> ReadByTime(
        string stream, int partition, long fromOffset, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var of = PartitionOf(stream, partition);
        if (from >= to)
        {
            yield break;
        }

        var begin = Math.Max(fromOffset, await FindAsync(of, from - (long)MostAhead.TotalMilliseconds, cancellationToken).ConfigureAwait(false));
        await foreach (var batch in ReadToEnd(of, begin, cancellationToken).ConfigureAwait(false))
        {
            if (EventBatchCodec.HasTimeWithin(batch, from, to))
            {
                yield return batch;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EventPartitionInfo> GetPartitions() => [.. _partitions.Values.Select(static p => p.ToInfo())];

    /// <inheritdoc/>
    public async ValueTask<EventPartitionInfo?> GetPartition(string stream, int partition, CancellationToken cancellationToken = default)
    {
        var of = PartitionOf(stream, partition);
        for (var tries = 1; ; tries++)
        {
            try
            {
                await Task.Run(() => AskEnds([of]), cancellationToken).ConfigureAwait(false);
                return of.ToInfo();
            }
            catch (KafkaException e) when (tries < MostTries && e.Error.Code is (ErrorCode.NotLeaderForPartition or ErrorCode.LeaderNotAvailable))
            {
                // The partition has just moved; the client learns where to from this answer.
                await Task.Delay(TryPause, _clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public long CountBetween(string stream, int partition, long from, long to) => PartitionOf(stream, partition).CountBetween(from, to);

    /// <inheritdoc/>
    public async ValueTask<long> FindBack(string stream, int partition, long events, CancellationToken cancellationToken = default)
    {
        var of = PartitionOf(stream, partition);
        var end = (await GetPartition(stream, partition, cancellationToken).ConfigureAwait(false))!;
        var eventsPerMessage = await SampleEventsPerMessageAsync(of, end, cancellationToken).ConfigureAwait(false);
        return Math.Max(end.FirstOffset, KafkaOffsets.BoundaryOf(KafkaOffsets.MessageOf(end.NextOffset) - (long)Math.Ceiling(events / eventsPerMessage)));
    }

    /// <inheritdoc/>
    public string? GetFault() => Volatile.Read(ref _fault);

    /// <inheritdoc/>
    public long GetNextOffset(string stream, int partition) => PartitionOf(stream, partition).NextOffset;

    /// <inheritdoc/>
    public IEventReader OpenReader(string stream, int partition, long fromOffset) => new KafkaEventReader(this, PartitionOf(stream, partition), fromOffset);

    /// <summary>Waits for what is under way, as long as an append may take.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _producer?.Flush(_options.AppendTimeout);
            _producer?.Dispose();
            _asking?.Dispose();
        }
    }

    /// <summary>Whether the ends of the partitions have been asked for.</summary>
    internal bool IsKnown => Volatile.Read(ref _isKnown);

    internal IReadOnlyCollection<KafkaPartition> Partitions => _partitions.Values;

    internal TopicPartition TopicPartitionOf(KafkaPartition partition) => new(TopicOf(partition.Stream), partition.Number);

    internal string TopicOf(string stream) => _options.TopicPrefix + stream;

    /// <summary>Asks the brokers where partitions begin and end: two requests to each broker, however many partitions.</summary>
    /// <exception cref="KafkaException">They do not answer.</exception>
    internal void AskEnds(IReadOnlyCollection<KafkaPartition> partitions) => AskEnds(partitions, AskPatience);

    /// <summary>The same; where one that has no leader fails the question, the others are asked after one by one.</summary>
    /// <exception cref="KafkaException">None has an answer.</exception>
    internal void AskEndsOfEach(IReadOnlyCollection<KafkaPartition> partitions, CancellationToken cancellationToken)
    {
        try
        {
            AskEnds(partitions, AskPatience);
        }
        catch (KafkaException) when (AskOneByOne(partitions, cancellationToken))
        {
            // Those that are led are known.
        }
    }

    private bool AskOneByOne(IReadOnlyCollection<KafkaPartition> partitions, CancellationToken cancellationToken)
    {
        var answers = 0;
        foreach (var partition in partitions)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            try
            {
                AskEnds([partition], AskEachPatience);
                answers++;
            }
            catch (KafkaException)
            {
                // The next may be led by another broker.
            }
        }

        return answers > 0;
    }

    private void AskEnds(IReadOnlyCollection<KafkaPartition> partitions, TimeSpan patience)
    {
        var consumer = Asking();
        var next = Offsets(consumer, partitions, Offset.End.Value, patience);
        var first = Offsets(consumer, partitions, Offset.Beginning.Value, patience);
        foreach (var partition in partitions)
        {
            if (next.TryGetValue(partition.Number + "/" + partition.Stream, out var end) && partition.NoteEnds(first.GetValueOrDefault(partition.Number + "/" + partition.Stream), end))
            {
                Appended?.Invoke(partition.Stream, partition.Number);
            }
        }

        Volatile.Write(ref _isKnown, true);
    }

    /// <summary>The brokers have answered a question.</summary>
    internal void NoteAnswer()
    {
        if (GetFault() is not null && _clock.GetElapsedTime(Interlocked.Read(ref _failedAt)) > FaultHolds)
        {
            NoteWell();
        }
    }

    internal EventBatch? TryDecode(KafkaPartition partition, ConsumeResult<Ignore, byte[]> result)
    {
        var events = 0;
        try
        {
            (var payload, events) = KafkaMessage.Read(result.Message);
            partition.NoteBatch(events);
            return _codec.Decode(payload, partition.Stream, partition.Number, KafkaOffsets.FirstOf(result.Offset.Value, events), events);
        }
        catch (InvalidDataException e)
        {
            // How many events it held is not known where the message itself is damaged, or somebody else's.
            _instruments.Unreadable(partition.Stream, Math.Max(1, events));
            LogUnreadable(e, partition.Stream, partition.Number, result.Offset.Value);
            return null;
        }
    }

    internal void NoteExpired(KafkaPartition partition, long wanted, long first)
    {
        // From 0 means from wherever it begins.
        if (wanted > 0)
        {
            _instruments.Expired(partition.Stream, partition.CountBetween(wanted, first));
            LogExpired(partition.Stream, partition.Number, wanted, first - 1);
        }
    }

    private Dictionary<string, long> Offsets(IConsumer<Ignore, byte[]> consumer, IReadOnlyCollection<KafkaPartition> partitions, long which, TimeSpan patience) => consumer
        .OffsetsForTimes(partitions.Select(p => new TopicPartitionTimestamp(TopicPartitionOf(p), new Timestamp(which, TimestampType.CreateTime))), patience)
        .Where(static o => o.Offset.Value >= 0).ToDictionary(o => o.Partition.Value + "/" + o.Topic[_options.TopicPrefix.Length..], static o => o.Offset.Value);

    private async Task<long> FindAsync(KafkaPartition partition, long arrivedFrom, CancellationToken cancellationToken)
    {
        var asked = new TopicPartitionTimestamp(TopicPartitionOf(partition), new Timestamp(Math.Max(0, arrivedFrom), TimestampType.CreateTime));
        try
        {
            var found = await Task.Run(() => Asking().OffsetsForTimes([asked], AskPatience), cancellationToken).ConfigureAwait(false);
            return found is [{ Offset.Value: >= 0 } at] ? KafkaOffsets.BoundaryOf(at.Offset.Value) : 0;
        }
        catch (KafkaException)
        {
            // The whole partition is read then, which is slower and as right.
            return 0;
        }
    }

    // A message holds a batch, and how large batches are is told by the last of them.
    private async Task<double> SampleEventsPerMessageAsync(KafkaPartition partition, EventPartitionInfo end, CancellationToken cancellationToken)
    {
        var (messages, events) = (0, 0L);
        await foreach (var batch in ReadToEnd(partition, Math.Max(end.FirstOffset, KafkaOffsets.BoundaryOf(KafkaOffsets.MessageOf(end.NextOffset) - SampledMessages)), cancellationToken).ConfigureAwait(false))
        {
            (messages, events) = (messages + 1, events + batch.Events.Count);
        }

        return messages == 0 ? 1 : (double)events / messages;
    }

    private async IAsyncEnumerable<EventBatch> ReadToEnd(KafkaPartition partition, long fromOffset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = (await GetPartition(partition.Stream, partition.Number, cancellationToken).ConfigureAwait(false))!;
        using var reader = new KafkaEventReader(this, partition, Math.Max(fromOffset, end.FirstOffset));
        for (var left = EmptyReads; reader.NextOffset < end.NextOffset;)
        {
            var batches = await reader.ReadAsync(ReadBytes, cancellationToken).ConfigureAwait(false);
            left = batches.Count == 0 ? left - 1 : EmptyReads;
            if (left == 0)
            {
                throw new TimeoutException($"Kafka did not give what {partition.Stream}/{partition.Number} holds from offset {reader.NextOffset} on: {Clients.LastError ?? "its brokers did not answer in time"}.");
            }

            foreach (var batch in batches)
            {
                if (batch.FirstOffset < end.NextOffset && batch.LastOffset >= fromOffset)
                {
                    yield return batch;
                }
            }
        }
    }

    private EventAppendResult Stored(KafkaPartition partition, int events, DeliveryResult<Null, byte[]> result)
    {
        partition.NoteBatch(events);
        if (partition.NoteEnds(0, result.Offset.Value + 1))
        {
            Appended?.Invoke(partition.Stream, partition.Number);
        }

        _instruments.Appended(partition.Stream, events);
        NoteWell();
        return new(EventAppendReason.Stored, KafkaOffsets.FirstOf(result.Offset.Value, events), TimeSpan.Zero);
    }

    private void NoteWell()
    {
        Interlocked.Exchange(ref _refuseUntil, 0);
        Clients.NoteWell();
        if (Interlocked.Exchange(ref _fault, null) is not null)
        {
            LogRecovered();
        }
    }

    private EventAppendResult NotStored(IProducer<Null, byte[]> producer, Error error)
    {
        if (error.Code == ErrorCode.MsgSizeTooLarge)
        {
            return Refuse(EventAppendReason.TooLarge, TimeSpan.Zero);
        }

        if (error.Code == ErrorCode.Local_QueueFull)
        {
            return Refuse(EventAppendReason.Overloaded, OverloadedRetry);
        }

        Interlocked.Exchange(ref _failedAt, _clock.GetTimestamp());
        var fault = error.Code == ErrorCode.Local_MsgTimedOut && Clients.LastError is { } cause ? cause : KafkaFault.Explain(error);
        if (Interlocked.Exchange(ref _fault, fault) != fault)
        {
            LogRefusing(fault);
        }

        // Each second somebody tries; the others need not wait for what is away.
        Interlocked.Exchange(ref _refuseUntil, _clock.GetTimestamp() + _clock.TimestampFrequency);
        if (error.IsFatal)
        {
            Replace(producer);
        }

        return Refuse(EventAppendReason.Failed, FailedRetry);
    }

    private EventAppendResult Refuse(EventAppendReason reason, TimeSpan retryAfter)
    {
        Interlocked.Increment(ref _refusals);
        return new(reason, -1, retryAfter);
    }

    private IProducer<Null, byte[]> ProducerNow()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _producer ??= Clients.CreateProducer();
        }
    }

    private IConsumer<Ignore, byte[]> Asking()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _asking ??= Clients.CreateConsumer();
        }
    }

    // A producer that says it is broken for good takes no more; what it had is answered already.
    private void Replace(IProducer<Null, byte[]> broken)
    {
        lock (_gate)
        {
            if (_producer != broken)
            {
                return;
            }

            _producer = null;
        }

        broken.Dispose();
    }

    private KafkaPartition PartitionOf(string stream, int partition) => _partitions.TryGetValue((stream, partition), out var of)
        ? of
        : throw EventStreams.NoPartition(Streams, stream, partition);

    [LoggerMessage(9200, LogLevel.Error, "Events cannot be stored, senders are told to come again: {Fault}.")]
    private partial void LogRefusing(string fault);

    [LoggerMessage(9201, LogLevel.Warning, "Events are stored again: Kafka is back.")]
    private partial void LogRecovered();

    [LoggerMessage(9202, LogLevel.Error, "Message {Message} of {Stream}/{Partition} is unreadable and was passed over.")]
    private partial void LogUnreadable(Exception error, string stream, int partition, long message);

    [LoggerMessage(9203, LogLevel.Error, "Offsets {First} to {Last} of {Stream}/{Partition} were deleted by Kafka's retention before they were processed. Lengthen retention.ms of the topic, or find out what keeps processing behind.")]
    private partial void LogExpired(string stream, int partition, long first, long last);
}
