using System.Data;
using Npgsql;

namespace EventFlow.Cluster.Tests.Schema;

/// <summary>Runs the queries that the database holds for Orleans the way its provider does: by name, with parameters typed by their .NET type.</summary>
public sealed class StoredQueries(NpgsqlDataSource source)
{
    private static readonly Dictionary<Type, DbType> Types = new()
    {
        [typeof(int)] = DbType.Int32, [typeof(long)] = DbType.Int64, [typeof(string)] = DbType.String, [typeof(DateTime)] = DbType.DateTime,
    };

    public async Task<bool> AskAsync(string key, params (string Name, object Value)[] parameters)
    {
        await using var command = await PrepareAsync(key, parameters);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public async Task<List<Dictionary<string, object?>>> ReadAsync(string key, params (string Name, object Value)[] parameters)
    {
        await using var command = await PrepareAsync(key, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object?>>();
        while (await reader.ReadAsync())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i), StringComparer.OrdinalIgnoreCase));
        return rows;
    }

    public async Task RunAsync(string key, params (string Name, object Value)[] parameters)
    {
        await using var command = await PrepareAsync(key, parameters);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<IReadOnlyList<string>> NamesAsync()
    {
        await using var command = source.CreateCommand("SELECT QueryKey, QueryText FROM OrleansQuery");
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync()) names.Add(reader.GetString(reader.GetOrdinal("QueryKey")));
        return names;
    }

    private async Task<NpgsqlCommand> PrepareAsync(string key, (string Name, object Value)[] parameters)
    {
        await using var find = source.CreateCommand("SELECT QueryText FROM OrleansQuery WHERE QueryKey = $1");
        find.Parameters.AddWithValue(key);
        var command = source.CreateCommand((string)(await find.ExecuteScalarAsync() ?? throw new InvalidOperationException($"There is no query {key}.")));
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            parameter.DbType = Types[value is DBNull ? typeof(string) : value.GetType()];
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
