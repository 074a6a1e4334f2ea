using System.Globalization;
using Microsoft.Data.Sqlite;

namespace EventFlow.Embedded.Storage;

/// <summary>Makes the tables, or checks that they are of this version.</summary>
internal static class DatabaseSchema
{
    /// <summary>Sets the connection up and counts this opening.</summary>
    /// <returns>How often the database has been opened, this time included.</returns>
    /// <exception cref="OrleansConfigurationException">The file was written by a newer version.</exception>
    public static long Prepare(SqliteConnection connection, string path, int version)
    {
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "PRAGMA synchronous = FULL");
        // Checkpoints are made beside the commits, not in them.
        Execute(connection, "PRAGMA wal_autocheckpoint = 0");
        // KiB, for the one connection that writes: it is 2,000 by itself, and a page to change that is not there is read from the file or its log first.
        Execute(connection, "PRAGMA cache_size = -16000");
        if (Scalar(connection, "PRAGMA quick_check(1)") is not "ok")
            throw new OrleansConfigurationException($"{path} is damaged. Restore it from a backup, or move it away (with its -wal and -shm files) to start empty.");
        Execute(connection, "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID");
        var found = Scalar(connection, "SELECT value FROM meta WHERE key = 'schema'") as long? ?? 0;
        if (found > version)
        {
            throw new OrleansConfigurationException(
                $"{path} has schema version {found}; this program knows versions up to {version}. Start the newer program again, or give another data folder.");
        }

        if (found == 0)
            Create(connection, version);
        else if (found < version)
            Upgrade(connection, version);
        Execute(connection, "INSERT INTO meta (key, value) VALUES ('opened', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1");
        return Convert.ToInt64(Scalar(connection, "SELECT value FROM meta WHERE key = 'opened'"), CultureInfo.InvariantCulture);
    }

    // Rows are found by their keys in memory (RowIndex). The version stands before the JSON, which may go on in other pages.
    private static string StateTable(string table) => $"""
        CREATE TABLE {table} (
            id INTEGER PRIMARY KEY, storage TEXT NOT NULL, grain_type TEXT NOT NULL, grain_key TEXT NOT NULL, name TEXT NOT NULL, etag INTEGER NOT NULL, json TEXT NOT NULL);
        """;

    private static void Create(SqliteConnection connection, int version) => Execute(connection, $"""
        BEGIN;
        {StateTable("grain_state")}
        CREATE TABLE reminders (
            grain_type TEXT NOT NULL, grain_key TEXT NOT NULL, name TEXT NOT NULL,
            first_tick INTEGER NOT NULL, period INTEGER NOT NULL, next_tick INTEGER NOT NULL,
            PRIMARY KEY (grain_type, grain_key, name));
        INSERT INTO meta (key, value) VALUES ('schema', {version});
        COMMIT;
        """);

    // Version 1 had an index of the keys. In one transaction: after a crash the old table is there, whole, and is taken over at the next start.
    private static void Upgrade(SqliteConnection connection, int version) => Execute(connection, $"""
        BEGIN;
        {StateTable("grain_state_new")}
        INSERT INTO grain_state_new (storage, grain_type, grain_key, name, etag, json) SELECT storage, grain_type, grain_key, name, etag, json FROM grain_state;
        DROP TABLE grain_state;
        ALTER TABLE grain_state_new RENAME TO grain_state;
        UPDATE meta SET value = {version} WHERE key = 'schema';
        COMMIT;
        """);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
