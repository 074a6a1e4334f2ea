using System.Data;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace EventFlow.Postgres;

/// <summary>
/// The schema that EventFlow expects of its database: scripts, applied in the order of their numbers. Each may be run again without harm; which one was, and in which wording, is written down in
/// <c>eventflow_schema</c>.
/// </summary>
public static class PostgresSchema
{
    private const string Prefix = "schema/";

    // Of the advisory lock under which the schema is applied: two at once would see each other's half.
    private const long ApplyLock = 0x45_46_5343_4845_4D41;

    private const string Register =
        "create table if not exists eventflow_schema (script text primary key, hash text not null, applied_at timestamptz not null default now())";

    /// <summary>All scripts, in order.</summary>
    public static IReadOnlyList<SchemaScript> Scripts { get; } = Load();

    /// <summary>Applies what the database lacks, each script in a transaction of its own. Safe to run at any time, also beside running silos.</summary>
    /// <returns>The scripts that were run.</returns>
    /// <exception cref="InvalidOperationException">The database was made by a newer EventFlow.</exception>
    public static async Task<IReadOnlyList<SchemaScript>> ApplyAsync(NpgsqlDataSource source, CancellationToken cancellationToken = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, $"select pg_advisory_lock({ApplyLock})", cancellationToken).ConfigureAwait(false);
        try
        {
            await RunAsync(connection, Register, cancellationToken).ConfigureAwait(false);
            var missing = Compare(await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false));
            foreach (var script in missing)
            {
                await ApplyAsync(connection, script, cancellationToken).ConfigureAwait(false);
            }

            return missing;
        }
        finally
        {
            // A connection that broke has let go of it, and asking over it would hide what broke it.
            if (connection.State == ConnectionState.Open)
            {
                await RunAsync(connection, $"select pg_advisory_unlock({ApplyLock})", CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The scripts that <see cref="ApplyAsync(NpgsqlDataSource, CancellationToken)"/> would run.</summary>
    /// <exception cref="InvalidOperationException">The database was made by a newer EventFlow.</exception>
    public static async Task<IReadOnlyList<SchemaScript>> FindMissingAsync(NpgsqlDataSource source, CancellationToken cancellationToken = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var exists = new NpgsqlCommand("select to_regclass('eventflow_schema') is not null", connection);
        return await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true
            ? Compare(await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false))
            : Scripts;
    }

    /// <summary>What is wrong with the schema, in a line with the remedy; null when it is the one that this program needs.</summary>
    public static Task<string?> FindFaultAsync(NpgsqlDataSource source, CancellationToken cancellationToken = default) => FindFaultAsync(source, apply: false, cancellationToken);

    /// <summary>The same, after what is missing was applied where that is asked for.</summary>
    public static async Task<string?> FindFaultAsync(NpgsqlDataSource source, bool apply, CancellationToken cancellationToken = default)
    {
        try
        {
            if (apply)
            {
                await ApplyAsync(source, cancellationToken).ConfigureAwait(false);
            }

            var missing = await FindMissingAsync(source, cancellationToken).ConfigureAwait(false);
            return missing.Count == 0
                ? null
                : $"The database lacks parts of EventFlow's schema, or has them in an older form ({string.Join(", ", missing.Select(static s => s.Name))}). Run 'eventflow database apply' with the version of this silo.";
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    private static List<SchemaScript> Compare(Dictionary<string, string> applied)
    {
        var newer = applied.Keys.Except(Scripts.Select(static s => s.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return newer.Count == 0
            ? [.. Scripts.Where(s => applied.GetValueOrDefault(s.Name) != s.Hash)]
            : throw new InvalidOperationException(
                $"The database has the schema of a newer EventFlow ({string.Join(", ", newer)}); this one knows {Scripts.Count} scripts up to {Scripts[^1].Name}. Run the newer EventFlow, or restore a backup from before.");
    }

    private static async Task<Dictionary<string, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select script, hash from eventflow_schema", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            applied[rows.GetString(0)] = rows.GetString(1);
        }

        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, SchemaScript script, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, script.Text, cancellationToken).ConfigureAwait(false);
        await using var note = new NpgsqlCommand(
            "insert into eventflow_schema (script, hash) values ($1, $2) on conflict (script) do update set hash = excluded.hash, applied_at = now()", connection);
        note.Parameters.Add(new NpgsqlParameter { Value = script.Name });
        note.Parameters.Add(new NpgsqlParameter { Value = script.Hash });
        await note.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    // However long it takes: whoever else applies the schema is waited for, and an index of a large table is no fault.
    private static async Task RunAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static List<SchemaScript> Load()
    {
        var assembly = typeof(PostgresSchema).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(static n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var text = reader.ReadToEnd().ReplaceLineEndings("\n");
            return new SchemaScript(Path.GetFileNameWithoutExtension(name[Prefix.Length..]), text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        })];
    }
}
