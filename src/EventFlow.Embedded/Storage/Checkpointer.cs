using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EventFlow.Embedded.Storage;

/// <summary>
/// Moves what the write-ahead log holds into the database file, on a thread and a connection of its own. SQLite would do it in the commit that makes the log long,
/// which then waits for another two syncs and a thousand pages: one write in some hundred would take twenty times as long as the others.
/// </summary>
internal sealed class Checkpointer(Func<SqliteConnection> connect, Action<SqliteException> failed) : IDisposable
{
    /// <summary>Bytes written after which it is time.</summary>
    private const long Due = 16L << 20;

    /// <summary>Pages of the log from which on writers have to wait (64 MiB): while writes never pause, the log starts anew only when nobody writes.</summary>
    private const int TooLong = 16_384;

    private const int Passive = raw.SQLITE_CHECKPOINT_PASSIVE;
    private const int Restart = raw.SQLITE_CHECKPOINT_RESTART;

    private readonly object _gate = new();
    private Thread? _thread;
    private long _written;
    private bool _stopping;
    private volatile bool _isTooLong;

    /// <summary>Whether the writer must call <see cref="RestartLog"/> before its next transaction.</summary>
    public bool IsTooLong => _isTooLong;

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "EventFlow grain checkpoint" };
        _thread.Start();
    }

    /// <summary>Counts what was written. Called by the writer after each transaction.</summary>
    public void Note(long bytes)
    {
        lock (_gate)
        {
            _written += bytes;
            if (_written >= Due)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Empties the log while nobody writes. Called by the writer.</summary>
    public void RestartLog(SqliteConnection connection)
    {
        _isTooLong = false;
        raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", Restart, out _, out _);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
    }

    private void Run()
    {
        using var connection = connect();
        // A connection that has read nothing does not know yet that there is a log, and finds nothing to do.
        using (var first = new Statement(connection, "SELECT value FROM meta"))
            first.Step();
        while (IsDue())
        {
            var result = raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", Passive, out var pages, out _);
            // Busy is no fault: the next time finds what was left.
            if (result is not (raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
                failed(new SqliteException($"SQLite error {result} in a checkpoint.", result));
            _isTooLong = pages > TooLong;
        }
    }

    private bool IsDue()
    {
        lock (_gate)
        {
            while (_written < Due && !_stopping)
                Monitor.Wait(_gate);
            _written = 0;
            return !_stopping;
        }
    }
}
