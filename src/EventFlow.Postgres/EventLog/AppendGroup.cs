using Npgsql;
using NpgsqlTypes;

namespace EventFlow.Postgres.EventLog;

/// <summary>The appends of one transaction, and its one statement. The number tells a group that was sent again from another.</summary>
internal sealed class AppendGroup(Guid appender, long number, List<PendingAppend> appends)
{
    private const string Statement = "select eventflow_append($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    public List<PendingAppend> Appends { get; } = appends;

    public long Bytes => Appends.Sum(static a => (long)a.Stored.Length);

    /// <summary>Stores all or nothing. Where the same group is stored already, its offsets are given again.</summary>
    /// <returns>The first offset of each append.</returns>
    public async Task<long[]> StoreAsync(NpgsqlConnection connection, int timeoutSeconds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Statement, connection) { CommandTimeout = timeoutSeconds };
        Add(command, appender);
        Add(command, number);
        Add(command, Appends.ConvertAll(static a => a.Stream).ToArray());
        Add(command, Appends.ConvertAll(static a => a.Partition).ToArray());
        Add(command, Appends.ConvertAll(static a => a.Batch.Events).ToArray());
        Add(command, Appends.ConvertAll(static a => a.Batch.FirstTime).ToArray());
        Add(command, Appends.ConvertAll(static a => a.Batch.LastTime).ToArray());
        Add(command, Appends.ConvertAll(static a => a.RawBytes).ToArray());
        command.Parameters.Add(new NpgsqlParameter { Value = Appends.ConvertAll(static a => a.Stored).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        return (long[])(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static void Add<T>(NpgsqlCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
