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
        var found = await AskAsync(table.ReadAsync(key), key);
        grainState.State = found is { } row ? Parse<T>(key, row.Json) : Activator.CreateInstance<T>();
        grainState.ETag = found?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = found is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        var version = await AskAsync(table.WriteAsync(key, JsonSerializer.Serialize(grainState.State, GrainStateJson.Options), VersionOf(grainState)), key)
            ?? throw Conflict(key, grainState.ETag);
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = KeyOf(stateName, grainId);
        if (!await AskAsync(table.ClearAsync(key, VersionOf(grainState)), key)) throw Conflict(key, grainState.ETag);
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    // The caller may be on another silo, where an exception of the driver does not arrive; and it has to know that the grain is not to blame.
    private static async ValueTask<T> AskAsync<T>(ValueTask<T> asked, GrainStateKey key)
    {
        try
        {
            return await asked;
        }
        catch (Exception e)
        {
            var fault = PostgresFault.Of(e);
            if (fault.Kind == PostgresFaultKind.Value) throw new OrleansException($"The {key} cannot be stored: {fault.Text}.");
            throw new StorageUnavailableException($"The {key} cannot be read or written: {fault.Text}.");
        }
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
