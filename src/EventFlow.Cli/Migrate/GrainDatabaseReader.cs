using Microsoft.Data.Sqlite;

namespace EventFlow.Cli.Migrate;

/// <summary>Reads the grain state and the reminders of a data directory whose silo is stopped.</summary>
internal sealed class GrainDatabaseReader : IDisposable
{
    private const long OldestSchema = 1;
    private const long NewestSchema = 2;

    private readonly SqliteConnection _connection;

    /// <exception cref="MigrationException">The database cannot be read.</exception>
    public GrainDatabaseReader(string path)
    {
        SQLitePCL.Batteries_V2.Init();

        // Not read-only: a database whose silo was killed is made whole from its journal when it is opened, as the silo would.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            var schema = Scalar("SELECT value FROM meta WHERE key = 'schema'");
            if (schema is not (>= OldestSchema and <= NewestSchema))
            {
                throw new MigrationException($"{path} has schema {schema}; this program reads {OldestSchema} to {NewestSchema}. Use the version of EventFlow that wrote it.");
            }
        }
        catch (SqliteException error)
        {
            _connection.Dispose();
            throw new MigrationException($"{path} cannot be read: {error.Message} Expected the database of a data directory.", error);
        }
    }

    public long CountStates() => (long)Scalar("SELECT count(*) FROM grain_state")!;

    /// <summary>All states in the order of their key.</summary>
    public IEnumerable<(string Storage, string Type, string Key, string Name, string Json)> ReadStates()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT storage, grain_type, grain_key, name, json FROM grain_state ORDER BY grain_type, grain_key, name, storage";
        using var rows = command.ExecuteReader();
        while (rows.Read()) yield return (rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetString(4));
    }

    /// <summary>All reminders, each with when it is due next.</summary>
    public IReadOnlyList<(string Type, string Key, string Name, DateTime Due, TimeSpan Period)> ReadReminders()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT grain_type, grain_key, name, next_tick, period FROM reminders";
        using var rows = command.ExecuteReader();
        var reminders = new List<(string, string, string, DateTime, TimeSpan)>();
        while (rows.Read()) reminders.Add((rows.GetString(0), rows.GetString(1), rows.GetString(2), new DateTime(rows.GetInt64(3), DateTimeKind.Utc), new TimeSpan(rows.GetInt64(4))));
        return reminders;
    }

    public void Dispose() => _connection.Dispose();

    private object? Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
