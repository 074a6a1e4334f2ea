using System.Globalization;
using System.Text.Json;
using EventFlow.Postgres;
using Orleans.Storage;

namespace EventFlow.Silo;

/// <summary>Keeps grain state in PostgreSQL under the key and as the JSON that the embedded runtime keeps it. Thread safe.</summary>
/// <remarks>
/// Not the provider that comes with Orleans: it tells grains apart by the name of their state and a key that it reads as a hexadecimal number where it looks like one, so that the state of
/// the services <c>cafe</c> and <c>Cafe</c> would be one.
/// </remarks>
internal sealed class PostgresGrainStorage(string name, GrainStateTable table) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        var found = await table.ReadAsync(key);
        grainState.State = found is { } row ? Parse<T>(key, row.Json) : Activator.CreateInstance<T>();
        grainState.ETag = found?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = found is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        var version = await table.WriteAsync(key, JsonSerializer.Serialize(grainState.State, GrainStateJson.Options), VersionOf(grainState))
            ?? throw Conflict(key, grainState.ETag);
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        if (!await table.ClearAsync(key, VersionOf(grainState))) throw Conflict(key, grainState.ETag);
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static T Parse<T>(in GrainStateKey key, string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, GrainStateJson.Options)!;
        }
        catch (JsonException error)
        {
            throw new OrleansException($"The stored {key} is not JSON of {typeof(T).Name}: {error.Message} Correct it in table eventflow_grain_state or delete the row.", error);
        }
    }

    private static long VersionOf<T>(IGrainState<T> state) => state.ETag is { Length: > 0 } etag ? long.Parse(etag, CultureInfo.InvariantCulture) : 0;

    private static InconsistentStateException Conflict(in GrainStateKey key, string? version) =>
        new($"The stored {key} is not of version {version ?? "none"} any more: another activation has written it.", "unknown", version ?? "none");

    private GrainStateKey KeyOf(string stateName, GrainId grainId) => new(name, grainId.Type.ToString()!, grainId.Key.ToString()!, stateName);
}
