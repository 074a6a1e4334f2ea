using Microsoft.Data.Sqlite;

namespace EventFlow.Embedded.Storage;

/// <summary>The one connection that writes, with its prepared statements. Used by the writer thread alone.</summary>
internal sealed class WriteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly RowIndex _rows;
    private readonly List<(StateKey Key, long RowBefore)> _changedRows = [];
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _insert;
    private readonly Statement _update;
    private readonly Statement _delete;
    private readonly Statement _etag;
    private readonly Statement _putReminder;
    private readonly Statement _moveReminder;
    private readonly Statement _deleteReminder;
    private long _lastEtag;

    /// <param name="connection">Open; owned from here on.</param>
    /// <param name="epoch">How often the database has been opened: versions of different runs never coincide.</param>
    /// <param name="rows">Where records lie; kept up to date, also when a transaction is rolled back.</param>
    public WriteSession(SqliteConnection connection, long epoch, RowIndex rows)
    {
        const string WhereReminder = "grain_type = ?1 AND grain_key = ?2 AND name = ?3";
        _connection = connection;
        _rows = rows;
        // A backup, or somebody with a shell, may hold the database for a moment: that is waited for, as long as a call of the managed client would.
        using (var patience = connection.CreateCommand())
        {
            patience.CommandText = "PRAGMA busy_timeout = 30000";
            patience.ExecuteNonQuery();
        }

        _lastEtag = epoch << 32;
        _begin = new(connection, "BEGIN IMMEDIATE");
        _commit = new(connection, "COMMIT");
        _rollback = new(connection, "ROLLBACK");
        _insert = new(connection, "INSERT INTO grain_state (storage, grain_type, grain_key, name, etag, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _update = new(connection, "UPDATE grain_state SET etag = ?3, json = ?4 WHERE id = ?1 AND etag = ?2");
        _delete = new(connection, "DELETE FROM grain_state WHERE id = ?1 AND etag = ?2");
        _etag = new(connection, "SELECT storage, grain_type, grain_key, name, etag FROM grain_state WHERE id = ?1");
        _putReminder = new(
            connection,
            "INSERT INTO reminders (grain_type, grain_key, name, first_tick, period, next_tick) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
            + "ON CONFLICT (grain_type, grain_key, name) DO UPDATE SET first_tick = ?4, period = ?5, next_tick = ?6");
        _moveReminder = new(connection, $"UPDATE reminders SET next_tick = ?4 WHERE {WhereReminder} AND first_tick = ?5");
        _deleteReminder = new(connection, $"DELETE FROM reminders WHERE {WhereReminder}");
    }

    public void Begin() => _begin.Run();

    public void Commit()
    {
        _commit.Run();
        _changedRows.Clear();
    }

    public void Rollback()
    {
        for (var i = _changedRows.Count - 1; i >= 0; i--)
        {
            if (_changedRows[i].RowBefore == 0)
                _rows.Remove(_changedRows[i].Key);
            else
                _rows.Add(_changedRows[i].Key, _changedRows[i].RowBefore);
        }

        _changedRows.Clear();
        _rollback.Run();
    }

    public long NextEtag() => ++_lastEtag;

    public bool InsertState(in StateKey key, ReadOnlySpan<byte> json, long etag)
    {
        if (StateEtag(key) != 0)
            return false;
        _insert.Bind(key).Bind(5, etag).Bind(6, json).Run();
        _rows.Add(key, _insert.LastRow);
        _changedRows.Add((key, 0));
        return true;
    }

    // Versions never repeat, so the row of another key, with the same hash, has another one.
    public bool UpdateState(in StateKey key, ReadOnlySpan<byte> json, long etag, long next) =>
        _rows.Find(key) is not 0 and var row && Changed(_update.Bind(1, row).Bind(2, etag).Bind(3, next).Bind(4, json));

    public bool DeleteState(in StateKey key, long etag)
    {
        if (_rows.Find(key) is not (not 0 and var row) || !Changed(_delete.Bind(1, row).Bind(2, etag)))
            return false;
        _rows.Remove(key);
        _changedRows.Add((key, row));
        return true;
    }

    /// <summary>The stored version; 0 when there is no record.</summary>
    public long StateEtag(in StateKey key)
    {
        if (_rows.Find(key) is not (not 0 and var row))
            return 0;
        try
        {
            return _etag.Bind(1, row).Step() && _etag.IsOf(key) ? _etag.Number(4) : 0;
        }
        finally
        {
            _etag.Reset();
        }
    }

    public void PutReminder(string grainType, string grainKey, string name, long firstTick, long period, long nextTick) =>
        Bind(_putReminder, grainType, grainKey, name).Bind(4, firstTick).Bind(5, period).Bind(6, nextTick).Run();

    public void MoveReminder(string grainType, string grainKey, string name, long nextTick, long firstTick) =>
        Bind(_moveReminder, grainType, grainKey, name).Bind(4, nextTick).Bind(5, firstTick).Run();

    public bool DeleteReminder(string grainType, string grainKey, string name) => Changed(Bind(_deleteReminder, grainType, grainKey, name));

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _commit, _rollback, _insert, _update, _delete, _etag, _putReminder, _moveReminder, _deleteReminder })
            statement.Dispose();
        _connection.Dispose();
    }

    private static Statement Bind(Statement statement, string grainType, string grainKey, string name) => statement.Bind(1, grainType).Bind(2, grainKey).Bind(3, name);

    private static bool Changed(Statement statement)
    {
        statement.Run();
        return statement.Changes == 1;
    }
}
