using System.Runtime.CompilerServices;
using EventFlow.EventStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EventFlow.Postgres.EventLog;

/// <summary>
/// The event log in PostgreSQL: a row a batch, in the layout that the log on local disk has, a table a stream and day. Appends of all requests share transactions. Many processes append and read; what
/// one appends, the others are told of.
/// </summary>
public sealed partial class PostgresEventLog : IFollowedEventLog, IAsyncDisposable
{
    private const int ReadBytes = 1 << 20;

    private readonly NpgsqlDataSource _source;
    private readonly EventStoreInstruments _instruments;
    private readonly ILogger _logger;
    private readonly EventBatchCodec _codec = new();
    private readonly StoredBatches _batches;
    private readonly AppendCommitter _committer;
    private string? _blind;

    /// <summary>Made by the container; connects to nothing yet.</summary>
    public PostgresEventLog(
        NpgsqlDataSource source, IOptions<PostgresEventLogOptions> options, IOptions<StreamsOptions> streams, EventStoreInstruments instruments, TimeProvider clock, ILogger<PostgresEventLog> logger)
    {
        (_source, _instruments, _logger) = (source, instruments, logger);
        _batches = new(_codec, instruments, logger);
        Streams = EventStreams.With(streams.Value.Partitions);
        Ends = new(Streams);
        _committer = new(source, Streams, options.Value, clock, logger, OnStored);
    }

    /// <inheritdoc/>
    public event Action<string, int>? Appended
    {
        add => Ends.Grown += value;
        remove => Ends.Grown -= value;
    }

    /// <inheritdoc/>
    public IReadOnlyList<EventStreamInfo> Streams { get; private set; }

    /// <summary>What is known of the partitions.</summary>
    internal LogEnds Ends { get; }

    /// <summary>A data directory was moved in, and what it had is kept still.</summary>
    internal void NoteMoved() => Streams = EventStreams.MovedInto(Streams);

    /// <summary>What waits to be stored.</summary>
    internal AppendCommitter Committer => _committer;

    /// <summary>Called with what was stored by this process.</summary>
    internal event Action<IReadOnlyCollection<(string Stream, int Partition, long Next)>>? Stored;

    /// <inheritdoc/>
    public async ValueTask<EventAppendResult> Append(EventBatch batch, CancellationToken cancellationToken = default)
    {
        Ends.Check(batch.Stream, batch.Partition);
        var encoded = _codec.Encode(batch);
        var result = await _committer.AppendAsync(batch.Stream, batch.Partition, encoded, cancellationToken).ConfigureAwait(false);
        if (result.IsStored)
        {
            _instruments.Appended(batch.Stream, encoded.Events);
        }

        return result;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> Read(string stream, int partition, long fromOffset, CancellationToken cancellationToken = default)
    {
        Ends.Check(stream, partition);
        return ReadToEnd(new PostgresEventReader(_source, _batches, stream, partition, fromOffset), stream, partition, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> ReadByTime(string stream, int partition, long from, long to, CancellationToken cancellationToken = default) =>
        ReadByTime(stream, partition, 0, from, to, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventBatch> ReadByTime(
        string stream, int partition, long fromOffset, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Ends.Check(stream, partition);
        if (from >= to)
        {
            yield break;
        }

        using var reader = new PostgresEventReader(_source, _batches, stream, partition, fromOffset, new TimeRange(from, to));
        await foreach (var batch in ReadToEnd(reader, stream, partition, cancellationToken).ConfigureAwait(false))
        {
            // The row knows only the earliest and the latest time of a batch.
            if (EventBatchCodec.HasTimeWithin(batch, from, to))
            {
                yield return batch;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EventPartitionInfo> GetPartitions() => Ends.All;

    /// <inheritdoc/>
    public async ValueTask<EventPartitionInfo?> GetPartition(string stream, int partition, CancellationToken cancellationToken = default)
    {
        Ends.Check(stream, partition);
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (name, number, first, next) in await LogTables.ReadEndsAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            Ends.NoteFirst(name, number, first);
            Ends.NoteNext(name, number, next);
        }

        return Ends.All.First(p => p.Stream == stream && p.Partition == partition);
    }

    /// <inheritdoc/>
    public long GetNextOffset(string stream, int partition) => Ends.NextOf(stream, partition);

    /// <inheritdoc/>
    public string? GetFault() => _committer.Fault ?? Volatile.Read(ref _blind);

    /// <summary>What keeps this process from seeing what others store; null when nothing does. A silo that nobody sends anything to learns only so that the database is away.</summary>
    internal void NoteBlind(string? fault) => Volatile.Write(ref _blind, fault);

    /// <inheritdoc/>
    public IEventReader OpenReader(string stream, int partition, long fromOffset)
    {
        Ends.Check(stream, partition);
        return new PostgresEventReader(_source, _batches, stream, partition, fromOffset, expired: (first, end) =>
        {
            _instruments.Expired(stream, end - first);
            LogExpired(stream, partition, first, end - 1);
        });
    }

    /// <summary>Stores what waits, or refuses it after the time an append may take.</summary>
    public ValueTask DisposeAsync() => _committer.DisposeAsync();

    private async IAsyncEnumerable<EventBatch> ReadToEnd(PostgresEventReader reader, string stream, int partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = (await GetPartition(stream, partition, cancellationToken).ConfigureAwait(false))!.NextOffset;
        while (reader.NextOffset < end)
        {
            var batches = await reader.ReadAsync(ReadBytes, cancellationToken).ConfigureAwait(false);
            foreach (var batch in batches)
            {
                if (batch.FirstOffset < end)
                {
                    yield return batch;
                }
            }

            if (batches.Count == 0 || reader.IsAtEnd)
            {
                yield break;
            }
        }
    }

    private void OnStored(List<PendingAppend> appends, long[] firstOffsets)
    {
        var ends = new Dictionary<(string Stream, int Partition), long>();
        for (var i = 0; i < appends.Count; i++)
        {
            ends[(appends[i].Stream, appends[i].Partition)] = firstOffsets[i] + appends[i].Batch.Events;
        }

        foreach (var ((stream, partition), next) in ends)
        {
            Ends.NoteNext(stream, partition, next);
        }

        Stored?.Invoke([.. ends.Select(static e => (e.Key.Stream, e.Key.Partition, e.Value))]);
    }

    [LoggerMessage(9004, LogLevel.Error, "Events {First} to {Last} of {Stream}/{Partition} were deleted by retention before they were processed. Lengthen EventFlow:Postgres:EventLog:Retention, or find out what keeps processing behind.")]
    private partial void LogExpired(string stream, int partition, long first, long last);
}
