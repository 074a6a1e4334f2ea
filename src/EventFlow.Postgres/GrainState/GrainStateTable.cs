using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace EventFlow.Postgres;

/// <summary>The state of the grains of one service: a row for each named state, changed only from the version that was read. Thread safe.</summary>
/// <param name="source">The database; migrated to the schema of this version.</param>
/// <param name="serviceId">The service whose grains these are.</param>
public sealed class GrainStateTable(NpgsqlDataSource source, string serviceId)
{
    private const string Row = "service_id = $1 AND grain_type = $2 AND key_hash = $3 AND name = $4 AND storage = $5";

    /// <summary>A state and its version; null when there is none.</summary>
    public async ValueTask<(string Json, long Version)?> ReadAsync(GrainStateKey key, CancellationToken cancellationToken = default)
    {
        await using var command = Prepare($"SELECT json, version FROM eventflow_grain_state WHERE {Row}", key);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? (reader.GetString(0), reader.GetInt64(1)) : null;
    }

    /// <summary>Writes a state over the version that was read, 0 for none.</summary>
    /// <returns>Its new version; null when another version is there, and nothing was written.</returns>
    public async ValueTask<long?> WriteAsync(GrainStateKey key, string json, long version, CancellationToken cancellationToken = default)
    {
        await using var command = version == 0
            ? Prepare("INSERT INTO eventflow_grain_state (service_id, grain_type, key_hash, name, storage, json, grain_key) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING version", key)
            : Prepare($"UPDATE eventflow_grain_state SET json = $6, version = nextval('eventflow_grain_state_version'), changed_at = now() WHERE {Row} AND version = $7 RETURNING version", key);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = json });
        command.Parameters.Add(version == 0 ? new NpgsqlParameter<string> { TypedValue = Readable(key.GrainKey) } : new NpgsqlParameter<long> { TypedValue = version });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long?;
    }

    /// <summary>Deletes the version of a state that was read, 0 for none; false when another version is there.</summary>
    public async ValueTask<bool> ClearAsync(GrainStateKey key, long version, CancellationToken cancellationToken = default)
    {
        if (version == 0)
        {
            return await ReadAsync(key, cancellationToken).ConfigureAwait(false) is null;
        }

        await using var command = Prepare($"DELETE FROM eventflow_grain_state WHERE {Row} AND version = $6", key);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <summary>SHA-256 of a key in UTF-8, by which its row is found.</summary>
    public static byte[] HashOf(string grainKey) => SHA256.HashData(Encoding.UTF8.GetBytes(grainKey));

    /// <summary>A key for people: PostgreSQL has no text with U+0000 in it.</summary>
    public static string Readable(string grainKey) => grainKey.Replace('\0', '\u2400');

    private NpgsqlCommand Prepare(string sql, in GrainStateKey key)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = serviceId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.GrainType });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = HashOf(key.GrainKey) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Storage });
        return command;
    }
}
