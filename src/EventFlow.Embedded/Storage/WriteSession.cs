using Microsoft.Data.Sqlite;

namespace EventFlow.Embedded.Storage;

/// <summary>The one connection that writes, with its prepared statements. Used by the writer thread alone.</summary>
internal sealed class WriteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _etag;
    private readonly SqliteCommand _putReminder;
    private readonly SqliteCommand _moveReminder;
    private readonly SqliteCommand _deleteReminder;
    private long _lastEtag;

    /// <param name="connection">Open; owned from here on.</param>
    /// <param name="epoch">How often the database has been opened: versions of different runs never coincide.</param>
    public WriteSession(SqliteConnection connection, long epoch)
    {
        const string Where = "storage = $1 AND grain_type = $2 AND grain_key = $3 AND name = $4";
        const string WhereReminder = "grain_type = $1 AND grain_key = $2 AND name = $3";
        _connection = connection;
        _lastEtag = epoch << 32;
        _begin = Prepare("BEGIN IMMEDIATE", 0);
        _commit = Prepare("COMMIT", 0);
        _rollback = Prepare("ROLLBACK", 0);
        _insert = Prepare("INSERT INTO grain_state (storage, grain_type, grain_key, name, json, etag) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", 6);
        _update = Prepare($"UPDATE grain_state SET json = $5, etag = $6 WHERE {Where} AND etag = $7", 7);
        _delete = Prepare($"DELETE FROM grain_state WHERE {Where} AND etag = $5", 5);
        _etag = Prepare($"SELECT etag FROM grain_state WHERE {Where}", 4);
        _putReminder = Prepare(
            "INSERT INTO reminders (grain_type, grain_key, name, first_tick, period, next_tick) VALUES ($1, $2, $3, $4, $5, $6) "
            + "ON CONFLICT (grain_type, grain_key, name) DO UPDATE SET first_tick = $4, period = $5, next_tick = $6", 6);
        _moveReminder = Prepare($"UPDATE reminders SET next_tick = $4 WHERE {WhereReminder} AND first_tick = $5", 5);
        _deleteReminder = Prepare($"DELETE FROM reminders WHERE {WhereReminder}", 3);
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    public void Rollback() => _rollback.ExecuteNonQuery();

    public long NextEtag() => ++_lastEtag;

    public bool InsertState(StateKey key, string json, long etag) => Run(_insert, key.Storage, key.GrainType, key.GrainKey, key.Name, json, etag) == 1;

    public bool UpdateState(StateKey key, string json, long etag, long next) =>
        Run(_update, key.Storage, key.GrainType, key.GrainKey, key.Name, json, next, etag) == 1;

    public bool DeleteState(StateKey key, long etag) => Run(_delete, key.Storage, key.GrainType, key.GrainKey, key.Name, etag) == 1;

    /// <summary>The stored version; 0 when there is no record.</summary>
    public long StateEtag(StateKey key)
    {
        Bind(_etag, key.Storage, key.GrainType, key.GrainKey, key.Name);
        return _etag.ExecuteScalar() as long? ?? 0;
    }

    public void PutReminder(string grainType, string grainKey, string name, long firstTick, long period, long nextTick) =>
        Run(_putReminder, grainType, grainKey, name, firstTick, period, nextTick);

    public void MoveReminder(string grainType, string grainKey, string name, long nextTick, long firstTick) =>
        Run(_moveReminder, grainType, grainKey, name, nextTick, firstTick);

    public bool DeleteReminder(string grainType, string grainKey, string name) => Run(_deleteReminder, grainType, grainKey, name) == 1;

    public void Dispose()
    {
        foreach (var command in new[] { _begin, _commit, _rollback, _insert, _update, _delete, _etag, _putReminder, _moveReminder, _deleteReminder })
            command.Dispose();
        _connection.Dispose();
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Bind(command, values);
        return command.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter($"${i}", null));
        return command;
    }
}
