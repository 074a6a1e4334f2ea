using Microsoft.Data.Sqlite;

namespace EventFlow.Embedded.Storage;

/// <summary>A connection that only reads, with its prepared statement. One thread at a time.</summary>
internal sealed class ReadSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _state;

    public ReadSession(SqliteConnection connection)
    {
        _connection = connection;
        _state = connection.CreateCommand();
        _state.CommandText = "SELECT json, etag FROM grain_state WHERE storage = $1 AND grain_type = $2 AND grain_key = $3 AND name = $4";
        for (var i = 1; i <= 4; i++)
            _state.Parameters.Add(new SqliteParameter($"${i}", SqliteType.Text));
    }

    public (string Json, long Etag)? State(StateKey key)
    {
        _state.Parameters[0].Value = key.Storage;
        _state.Parameters[1].Value = key.GrainType;
        _state.Parameters[2].Value = key.GrainKey;
        _state.Parameters[3].Value = key.Name;
        using var reader = _state.ExecuteReader();
        return reader.Read() ? (reader.GetString(0), reader.GetInt64(1)) : null;
    }

    public List<ReminderRow> Reminders()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT grain_type, grain_key, name, first_tick, period, next_tick FROM reminders";
        using var reader = command.ExecuteReader();
        var rows = new List<ReminderRow>();
        while (reader.Read())
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        return rows;
    }

    public void Dispose()
    {
        _state.Dispose();
        _connection.Dispose();
    }
}
