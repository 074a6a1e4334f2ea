using Microsoft.Data.Sqlite;

namespace EventFlow.Embedded.Storage;

/// <summary>The one connection that writes, with its prepared statements. Used by the writer thread alone.</summary>
internal sealed class WriteSession : IDisposable
{
    private readonly SqliteConnection _connection;
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
    public WriteSession(SqliteConnection connection, long epoch)
    {
        const string Where = "storage = ?1 AND grain_type = ?2 AND grain_key = ?3 AND name = ?4";
        const string WhereReminder = "grain_type = ?1 AND grain_key = ?2 AND name = ?3";
        _connection = connection;
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
        _insert = new(connection, "INSERT INTO grain_state (storage, grain_type, grain_key, name, json, etag) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING");
        _update = new(connection, $"UPDATE grain_state SET json = ?5, etag = ?6 WHERE {Where} AND etag = ?7");
        _delete = new(connection, $"DELETE FROM grain_state WHERE {Where} AND etag = ?5");
        _etag = new(connection, $"SELECT etag FROM grain_state WHERE {Where}");
        _putReminder = new(
            connection,
            "INSERT INTO reminders (grain_type, grain_key, name, first_tick, period, next_tick) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
            + "ON CONFLICT (grain_type, grain_key, name) DO UPDATE SET first_tick = ?4, period = ?5, next_tick = ?6");
        _moveReminder = new(connection, $"UPDATE reminders SET next_tick = ?4 WHERE {WhereReminder} AND first_tick = ?5");
        _deleteReminder = new(connection, $"DELETE FROM reminders WHERE {WhereReminder}");
    }

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void Rollback() => _rollback.Run();

    public long NextEtag() => ++_lastEtag;

    public bool InsertState(in StateKey key, ReadOnlySpan<byte> json, long etag) => Changed(_insert.Bind(key).Bind(5, json).Bind(6, etag));

    public bool UpdateState(in StateKey key, ReadOnlySpan<byte> json, long etag, long next) => Changed(_update.Bind(key).Bind(5, json).Bind(6, next).Bind(7, etag));

    public bool DeleteState(in StateKey key, long etag) => Changed(_delete.Bind(key).Bind(5, etag));

    /// <summary>The stored version; 0 when there is no record.</summary>
    public long StateEtag(in StateKey key)
    {
        try
        {
            return _etag.Bind(key).Step() ? _etag.Number(0) : 0;
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
