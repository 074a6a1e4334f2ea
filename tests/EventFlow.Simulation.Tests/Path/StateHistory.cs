using Microsoft.Data.Sqlite;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>
/// The database of grain state with every version that was ever stored, in the order in which it became durable: triggers keep them beside the state. A new database can be made as it was
/// after any of the writes, which is what a kill at that moment leaves.
/// </summary>
internal sealed class StateHistory : IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE grain_state (id INTEGER PRIMARY KEY, storage TEXT NOT NULL, grain_type TEXT NOT NULL, grain_key TEXT NOT NULL, name TEXT NOT NULL, etag INTEGER NOT NULL, json TEXT NOT NULL);
        CREATE TABLE reminders (grain_type TEXT NOT NULL, grain_key TEXT NOT NULL, name TEXT NOT NULL, first_tick INTEGER NOT NULL, period INTEGER NOT NULL, next_tick INTEGER NOT NULL,
            PRIMARY KEY (grain_type, grain_key, name));
        INSERT INTO meta (key, value) VALUES ('schema', 2);
        CREATE TABLE history (seq INTEGER PRIMARY KEY AUTOINCREMENT, storage TEXT, grain_type TEXT, grain_key TEXT, name TEXT, json TEXT);
        CREATE TRIGGER on_insert AFTER INSERT ON grain_state BEGIN INSERT INTO history (storage, grain_type, grain_key, name, json) VALUES (NEW.storage, NEW.grain_type, NEW.grain_key, NEW.name, NEW.json); END;
        CREATE TRIGGER on_update AFTER UPDATE ON grain_state BEGIN INSERT INTO history (storage, grain_type, grain_key, name, json) VALUES (NEW.storage, NEW.grain_type, NEW.grain_key, NEW.name, NEW.json); END;
        CREATE TRIGGER on_delete AFTER DELETE ON grain_state BEGIN INSERT INTO history (storage, grain_type, grain_key, name) VALUES (OLD.storage, OLD.grain_type, OLD.grain_key, OLD.name); END;
        """;

    private readonly SqliteConnection _connection;

    private StateHistory(string path, IEnumerable<StoredState> states)
    {
        _connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute(Schema);
        using var transaction = _connection.BeginTransaction();
        foreach (var state in states) Insert(state, transaction);
        transaction.Commit();
        Begin = Count();
    }

    /// <summary>Writes that were there from the start.</summary>
    public long Begin { get; }

    /// <summary>A new database at a path, with states.</summary>
    public static StateHistory Make(string path, IEnumerable<StoredState> states) => new(path, states);

    /// <summary>Writes that are durable by now.</summary>
    public long Count()
    {
        lock (_connection)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT COALESCE(MAX(seq), 0) FROM history";
            return (long)command.ExecuteScalar()!;
        }
    }

    /// <summary>What was stored after so many writes.</summary>
    public List<StoredState> After(long writes)
    {
        lock (_connection)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT storage, grain_type, grain_key, name, json FROM history WHERE seq IN (SELECT MAX(seq) FROM history WHERE seq <= $1 GROUP BY storage, grain_type, grain_key, name) AND json IS NOT NULL ORDER BY grain_type, grain_key, name";
            command.Parameters.AddWithValue("$1", writes);
            using var rows = command.ExecuteReader();
            var states = new List<StoredState>();
            while (rows.Read()) states.Add(new(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetString(4)));
            return states;
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Insert(StoredState state, SqliteTransaction transaction)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO grain_state (storage, grain_type, grain_key, name, json, etag) VALUES ($1, $2, $3, $4, $5, 1)";
        command.Parameters.AddWithValue("$1", state.Storage);
        command.Parameters.AddWithValue("$2", state.GrainType);
        command.Parameters.AddWithValue("$3", state.GrainKey);
        command.Parameters.AddWithValue("$4", state.Name);
        command.Parameters.AddWithValue("$5", state.Json);
        command.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>A record of grain state.</summary>
internal sealed record StoredState(string Storage, string GrainType, string GrainKey, string Name, string Json);
