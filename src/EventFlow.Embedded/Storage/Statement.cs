using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EventFlow.Embedded.Storage;

/// <summary>
/// A prepared statement, used over and over by one thread at a time. Beneath Microsoft.Data.Sqlite, whose commands look parameters up by name, box their values and
/// make a reader for each run: that costs more than what SQLite does for one row.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const int StackBytes = 512;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Rows that the last run of an insert, update or delete touched.</summary>
    public int Changes => raw.sqlite3_changes(_database);

    /// <summary>The id of the row that was inserted last.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(_database);

    /// <summary>Binds the parameters of a key, ?1 to ?4: storage, type, key, name.</summary>
    public Statement Bind(in StateKey key) => Bind(1, key.Storage).Bind(2, key.GrainType).Bind(3, key.GrainKey).Bind(4, key.Name);

    public Statement Bind(int index, string text)
    {
        Span<byte> buffer = stackalloc byte[StackBytes];
        return Bind(index, text.Length * 3 <= StackBytes ? buffer[..Encoding.UTF8.GetBytes(text, buffer)] : Encoding.UTF8.GetBytes(text));
    }

    public Statement Bind(int index, long number)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, number));
        return this;
    }

    /// <summary>Binds text that is in UTF-8 already.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> utf8)
    {
        Check(raw.sqlite3_bind_text(_statement, index, utf8));
        return this;
    }

    /// <summary>Whether the first columns, 0 to 3, are storage, type, key and name of this key.</summary>
    public bool IsOf(in StateKey key) => Holds(2, key.GrainKey) && Holds(1, key.GrainType) && Holds(3, key.Name) && Holds(0, key.Storage);

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        try
        {
            Check(raw.sqlite3_step(_statement));
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Runs a query up to its first row. Call <see cref="Reset"/> afterwards, whatever came of it.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        Check(result);
        return result == raw.SQLITE_ROW;
    }

    public void Reset() => raw.sqlite3_reset(_statement);

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>The bytes of a text, valid until the next call.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private bool Holds(int column, string text)
    {
        Span<byte> buffer = stackalloc byte[StackBytes];
        return Utf8(column).SequenceEqual(text.Length * 3 <= StackBytes ? buffer[..Encoding.UTF8.GetBytes(text, buffer)] : Encoding.UTF8.GetBytes(text));
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)) SqliteException.ThrowExceptionForRC(result, _database);
    }
}
