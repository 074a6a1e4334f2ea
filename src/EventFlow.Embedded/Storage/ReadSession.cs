using Microsoft.Data.Sqlite;

namespace EventFlow.Embedded.Storage;

/// <summary>A connection that only reads, with its prepared statement. One thread at a time.</summary>
internal sealed class ReadSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Statement _state;

    public ReadSession(SqliteConnection connection)
    {
        _connection = connection;
        _state = new(connection, "SELECT storage, grain_type, grain_key, name, etag, json FROM grain_state WHERE id = ?1");
    }

    /// <summary>Reads the record of a row; default and 0 when it is not there or of another key. What <paramref name="parse"/> is given is gone when it returns.</summary>
    public (TState? State, long Etag) State<TState, TArgument>(long row, in StateKey key, TArgument argument, Func<ReadOnlySpan<byte>, TArgument, TState?> parse)
    {
        try
        {
            return _state.Bind(1, row).Step() && _state.IsOf(key) ? (parse(_state.Utf8(5), argument), _state.Number(4)) : default;
        }
        finally
        {
            _state.Reset();
        }
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
