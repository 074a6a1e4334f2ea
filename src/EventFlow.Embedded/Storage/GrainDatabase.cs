using System.Collections.Concurrent;
using EventFlow.Embedded.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Storage;

/// <summary>
/// Grain state and reminders in one SQLite file. Reads go through any of a few connections; writes go through one thread, which lets all
/// that wait share a transaction, because what a write costs is the disk's flush and not the row.
/// </summary>
internal sealed partial class GrainDatabase(IOptions<EmbeddedGrainsOptions> options, TimeProvider time, ILogger<GrainDatabase> logger) : IDisposable
{
    private const int SchemaVersion = 2;

    // SQLITE_FULL.
    private const int DiskFull = 13;

    /// <summary>Writes in a transaction from which on more are likely to follow at once.</summary>
    private const int Crowd = 16;

    /// <summary>What a row costs beside its JSON: a page of the table at worst.</summary>
    private const int BytesBesideJson = 4_096;

    private readonly object _gate = new();
    private readonly SemaphoreSlim _room = new(options.Value.MaxQueuedWrites);
    private readonly ConcurrentBag<ReadSession> _readers = [];
    private readonly RowIndex _rows = new();
    private List<DatabaseWrite> _queue = [];
    private FolderLock? _folder;
    private SqliteConnection? _writing;
    private WriteSession? _session;
    private Checkpointer? _checkpointer;
    private Thread? _writer;
    private bool _writerSleeps;
    private bool _stopping;
    private bool _failing;
    private long _transactions;
    private long _writes;

    public string Path { get; } = System.IO.Path.Combine(options.Value.DataDirectory, "grains.db");

    public int QueuedWrites
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <summary>How long the oldest queued write has waited; zero when none waits.</summary>
    public TimeSpan OldestWait
    {
        get
        {
            lock (_gate)
                return _queue.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(_queue[0].QueuedAt);
        }
    }

    public long Writes => Interlocked.Read(ref _writes);

    public long Transactions => Interlocked.Read(ref _transactions);

    /// <summary>Takes the folder, opens or makes the database, starts the writer.</summary>
    /// <exception cref="OrleansConfigurationException">The folder is taken or not writable, or the file is no database of ours.</exception>
    public void Open()
    {
        _folder = FolderLock.Take(options.Value.DataDirectory);
        SqliteConnection? connection = null;
        try
        {
            connection = Connect(SqliteOpenMode.ReadWriteCreate);
            _session = new WriteSession(connection, DatabaseSchema.Prepare(connection, Path, SchemaVersion), _rows);
            _rows.Load(connection);
            _writing = connection;
        }
        catch (SqliteException error)
        {
            Release(connection);
            if (error.SqliteErrorCode == DiskFull)
                throw new OrleansConfigurationException($"The disk of {Path}, the database of grain state, is full. Free some of it; the database itself is in order.", error);
            throw new OrleansConfigurationException($"{Path} cannot be opened as a database of grain state: {error.Message} "
                + "Restore it from a backup, or move it away (with its -wal and -shm files) to start empty.", error);
        }
        catch (OrleansConfigurationException)
        {
            Release(connection);
            throw;
        }

        _checkpointer = new Checkpointer(() => Connect(SqliteOpenMode.ReadWrite), error => LogCheckpointFailed(logger, error, Path));
        _checkpointer.Start();
        _writer = new Thread(WriteLoop) { IsBackground = true, Name = "EventFlow grain storage" };
        _writer.Start();
    }

    /// <summary>Reads a record; default and 0 when there is none. What <paramref name="parse"/> is given is gone when it returns.</summary>
    public (TState? State, long Etag) ReadState<TState, TArgument>(in StateKey key, TArgument argument, Func<ReadOnlySpan<byte>, TArgument, TState?> parse)
    {
        var row = _rows.Find(key);
        if (row == 0)
            return default;
        var reader = RentReader();
        try
        {
            return reader.State(row, key, argument, parse);
        }
        catch (SqliteException error)
        {
            reader.Dispose();
            reader = null;
            throw new OrleansException($"Reading {key} from {Path} failed: {error.Message}", error);
        }
        finally
        {
            if (reader is not null)
                _readers.Add(reader);
        }
    }

    public List<ReminderRow> ReadReminders()
    {
        var reader = RentReader();
        var rows = reader.Reminders();
        _readers.Add(reader);
        return rows;
    }

    /// <summary>Queues a write; the task completes when it is on disk. Waits for room when the queue is full.</summary>
    public Task<long> WriteAsync(DatabaseWrite write, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<long>(cancellationToken);
        // Fast path: there is room, unless the disk is far behind. The caller is woken by the writer itself then, without another thread between them.
        return _room.Wait(0, CancellationToken.None) ? Enqueue(write) : WaitAndEnqueueAsync(write, cancellationToken);
    }

    /// <summary>Writes what is queued, then closes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
                return;
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _writer?.Join();
        _checkpointer?.Dispose();
        foreach (var reader in _readers)
            reader.Dispose();
        _session?.Dispose();
        _folder?.Dispose();
        _room.Dispose();
    }

    private async Task<long> WaitAndEnqueueAsync(DatabaseWrite write, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Enqueue(write).ConfigureAwait(false);
    }

    private Task<long> Enqueue(DatabaseWrite write)
    {
        lock (_gate)
        {
            if (_stopping || _writer is null)
            {
                _room.Release();
                return Task.FromException<long>(new OrleansException($"The grain storage {Path} is closed; nothing was written."));
            }

            write.QueuedAt = time.GetTimestamp();
            _queue.Add(write);
            if (_writerSleeps)
                Monitor.Pulse(_gate);
        }

        return write.Done;
    }

    private void Release(SqliteConnection? connection)
    {
        connection?.Dispose();
        _folder?.Dispose();
        _folder = null;
    }

    private ReadSession RentReader() => _readers.TryTake(out var reader) ? reader : new ReadSession(Connect(SqliteOpenMode.ReadOnly));

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private void WriteLoop()
    {
        var batch = new List<DatabaseWrite>();
        while (TakeBatch(ref batch))
        {
            Commit(batch);
            _room.Release(batch.Count);
        }
    }

    private bool TakeBatch(ref List<DatabaseWrite> batch)
    {
        var crowded = batch.Count >= Crowd;
        batch.Clear();
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_stopping)
                    return false;
                _writerSleeps = true;
                Monitor.Wait(_gate);
                _writerSleeps = false;
            }

            // What comes while a transaction is written shares the next one anyway. Only where there was a crowd it is worth waiting for the rest of it: a few writers
            // in a row, as a single alert has, would wait for company that does not come.
            if (crowded && !_stopping && options.Value.GroupCommitDelay > TimeSpan.Zero)
                Monitor.Wait(_gate, options.Value.GroupCommitDelay);
            (batch, _queue) = (_queue, batch);
            return true;
        }
    }

    private void Commit(List<DatabaseWrite> batch)
    {
        long bytes = 0;
        try
        {
            if (_checkpointer!.IsTooLong)
                _checkpointer.RestartLog(_writing!);
            _session!.Begin();
            foreach (var write in batch)
            {
                write.Execute(_session);
                bytes += write.Bytes + BytesBesideJson;
            }

            _session.Commit();
        }
        catch (Exception error)
        {
            Abandon(batch, error);
            return;
        }

        Interlocked.Add(ref _writes, batch.Count);
        Interlocked.Increment(ref _transactions);
        _failing = false;
        foreach (var write in batch)
            write.Complete();
        _checkpointer.Note(bytes);
    }

    private void Abandon(List<DatabaseWrite> batch, Exception error)
    {
        try
        {
            _session!.Rollback();
        }
        catch (SqliteException)
        {
            // There was no transaction left to roll back.
        }

        if (!_failing)
            LogWriteFailed(logger, error, batch.Count, Path);
        _failing = true;
        foreach (var write in batch)
            write.Fail(new OrleansException($"Writing to {Path} failed: {error.Message} Nothing of this write was stored.", error));
    }

    [LoggerMessage(1011, LogLevel.Warning, "The write-ahead log of {Path} could not be moved into the database; it is tried again. Until then it grows")]
    private static partial void LogCheckpointFailed(ILogger logger, Exception error, string path);

    [LoggerMessage(1010, LogLevel.Error, "A transaction of {Count} writes to {Path} failed; the grains concerned get the error. Further failures are not logged until one succeeds")]
    private static partial void LogWriteFailed(ILogger logger, Exception error, int count, string path);
}
