using Microsoft.Data.Sqlite;

namespace EventFlow.Backup;

/// <summary>Copies the database of grain state as it is at one moment, while the silo writes to it.</summary>
internal static class StateSnapshot
{
    public const string DatabaseFile = "grains.db";

    /// <exception cref="BackupException">The database cannot be read.</exception>
    public static void Take(string database, string target)
    {
        SQLitePCL.Batteries_V2.Init();
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Delete(target);
        try
        {
            // Not read-only: a database whose silo was killed is made whole from its journal when it is opened, as the silo would.
            using var source = Open(database, SqliteOpenMode.ReadWrite);
            using var copy = Open(target, SqliteOpenMode.ReadWriteCreate);
            source.BackupDatabase(copy);

            // One file, without a journal beside it.
            Ask(copy, "PRAGMA journal_mode = DELETE");
            if (Ask(copy, "PRAGMA quick_check(1)") is not "ok")
            {
                throw new BackupException($"{database} is damaged; its copy does not pass SQLite's check. Restore an earlier backup of it.");
            }
        }
        catch (SqliteException error)
        {
            throw new BackupException($"{database} cannot be copied: {error.Message} Expected the database of a data directory, and room for a copy.", error);
        }

        using var written = new FileStream(target, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        Ask(connection, "PRAGMA busy_timeout = 10000");
        return connection;
    }

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
