using EventFlow.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace EventFlow.Cli.Migrate;

/// <summary>The service in the database that is moved into.</summary>
internal sealed class MigrationTarget(NpgsqlDataSource source, string serviceId)
{
    /// <summary>Notes that a move begins, or goes on. Silos of the service do not start until it is finished.</summary>
    /// <returns>False when it was finished before: nothing is to be done.</returns>
    /// <exception cref="MigrationException">The service has state that no move brought.</exception>
    public async Task<bool> BeginAsync(string from, CancellationToken cancellation)
    {
        if (await ScalarAsync("SELECT source FROM eventflow_migration WHERE service_id = $1", cancellation).ConfigureAwait(false) is string known)
        {
            if (known != from)
            {
                throw new MigrationException($"Into service '{serviceId}' another folder is being moved, or was: {known}. Give another --service, or the same --data as before.");
            }

            return await ScalarAsync("SELECT finished_at FROM eventflow_migration WHERE service_id = $1 AND finished_at IS NOT NULL", cancellation).ConfigureAwait(false) is null;
        }

        if (await ScalarAsync("SELECT 1 FROM eventflow_grain_state WHERE service_id = $1 LIMIT 1", cancellation).ConfigureAwait(false) is not null
            || await ScalarAsync("SELECT 1 FROM eventflow_partition WHERE next_offset > 0 AND $1 <> '' LIMIT 1", cancellation).ConfigureAwait(false) is not null)
        {
            throw new MigrationException($"The database holds events, or state of service '{serviceId}', already; expected an empty one with the schema alone. Move into a database of its own.");
        }

        await using var begin = Command("INSERT INTO eventflow_migration (service_id, source) VALUES ($1, $2)");
        begin.Parameters.AddWithValue(from);
        await begin.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Notes that the move is finished: silos may start, on the log in PostgreSQL and no other, whose offsets would mean something else.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        await using var finish = Command(
            "WITH log AS (INSERT INTO eventflow_grain_state (service_id, storage, grain_type, key_hash, grain_key, name, json) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING) "
            + "UPDATE eventflow_migration SET finished_at = now() WHERE service_id = $1");
        var of = GrainStateKey.OfLog;
        finish.Parameters.AddWithValue(of.Storage);
        finish.Parameters.AddWithValue(of.GrainType);
        finish.Parameters.AddWithValue(GrainStateTable.HashOf(of.GrainKey));
        finish.Parameters.AddWithValue(of.GrainKey);
        finish.Parameters.AddWithValue(of.Name);
        finish.Parameters.AddWithValue("\"postgres\"");
        await finish.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes states, whether an interrupted move wrote them before or not.</summary>
    public async Task WriteAsync(IReadOnlyList<(string Storage, string Type, string Key, string Name, string Json)> states, CancellationToken cancellation)
    {
        await using var command = Command(
            "INSERT INTO eventflow_grain_state (service_id, storage, grain_type, key_hash, grain_key, name, json) "
            + "SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7) ON CONFLICT (service_id, grain_type, key_hash, name, storage) DO UPDATE SET json = excluded.json");
        Add([.. states.Select(static s => s.Storage)]);
        Add([.. states.Select(static s => s.Type)]);
        command.Parameters.Add(new NpgsqlParameter { Value = states.Select(static s => GrainStateTable.HashOf(s.Key)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        Add([.. states.Select(static s => GrainStateTable.Readable(s.Key))]);
        Add([.. states.Select(static s => s.Name)]);
        Add([.. states.Select(static s => s.Json)]);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);

        void Add(string[] values) => command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = values });
    }

    public async Task WriteAsync((string Type, string Key, string Name, DateTime Due, TimeSpan Period) reminder, CancellationToken cancellation)
    {
        await using var command = Command(
            "INSERT INTO eventflow_grain_reminder (service_id, grain_id, reminder_name, grain_hash, start_time, period) VALUES ($1, $2, $3, $4, $5, $6) "
            + "ON CONFLICT (service_id, md5(grain_id), reminder_name) DO UPDATE SET start_time = excluded.start_time, period = excluded.period");
        command.Parameters.AddWithValue($"{reminder.Type}/{reminder.Key}");
        command.Parameters.AddWithValue(reminder.Name);
        command.Parameters.AddWithValue(unchecked((int)GrainHash.Of(reminder.Type, reminder.Key)));
        command.Parameters.AddWithValue(reminder.Due);
        command.Parameters.AddWithValue((long)reminder.Period.TotalMilliseconds);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Count and checksum of the service's states, as <see cref="StateMigration"/> makes them of the data directory's.</summary>
    public async Task<ContentSum> SumStatesAsync(CancellationToken cancellation)
    {
        var sum = new ContentSum();
        await using var command = Command("SELECT storage, grain_type, key_hash, name, json FROM eventflow_grain_state WHERE service_id = $1 AND grain_type <> $2");
        command.Parameters.AddWithValue(GrainStateKey.OfLog.GrainType);
        await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            sum.Add(rows.GetString(0), rows.GetString(1), Convert.ToHexStringLower(rows.GetFieldValue<byte[]>(2)), rows.GetString(3), rows.GetString(4));
        }

        return sum;
    }

    public async Task<long> CountRemindersAsync(CancellationToken cancellation) =>
        (long)(await ScalarAsync("SELECT count(*) FROM eventflow_grain_reminder WHERE service_id = $1", cancellation).ConfigureAwait(false))!;

    /// <summary>Lets a partition begin, or go on, at an offset: what lies before it there is not in the data directory either.</summary>
    public async Task SkipToAsync(string stream, int partition, long offset, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            "UPDATE eventflow_partition SET first_offset = CASE WHEN first_offset = next_offset THEN $3 ELSE first_offset END, next_offset = $3 WHERE stream = $1 AND partition = $2 AND next_offset <= $3");
        command.Parameters.AddWithValue(stream);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(offset);
        if (await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) != 1)
        {
            throw new MigrationException($"{stream}/{partition} has events behind offset {offset} in the database already; expected an empty database. Move into a database of its own.");
        }
    }

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue(serviceId);
        return command;
    }
}
