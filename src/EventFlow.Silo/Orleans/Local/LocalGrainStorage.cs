extern alias embedded;

using System.Globalization;
using System.Text.Json;
using Orleans.Storage;
using Refusal = embedded::EventFlow.Embedded.InconsistentStateException;
using StateClear = embedded::EventFlow.Embedded.Storage.StateClear;
using StateKey = embedded::EventFlow.Embedded.Storage.StateKey;
using StateWrite = embedded::EventFlow.Embedded.Storage.StateWrite;

namespace EventFlow.Silo;

/// <summary>Keeps grain state in the data directory, under the key and as the JSON that the embedded runtime keeps it. Thread safe.</summary>
internal sealed class LocalGrainStorage(string name, LocalStateDatabase local) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (state, version) = Read<T>(KeyOf(stateName, grainId));
        grainState.State = version == 0 ? Activator.CreateInstance<T>() : state!;
        Mark(grainState, version);
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(grainState.State, GrainStateJson.Options);
        Mark(grainState, await WriteAsync(() => local.Database.WriteAsync(new StateWrite(KeyOf(stateName, grainId), json, VersionOf(grainState)))));
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await WriteAsync(() => local.Database.WriteAsync(new StateClear(KeyOf(stateName, grainId), VersionOf(grainState))));
        grainState.State = Activator.CreateInstance<T>();
        Mark(grainState, 0);
    }

    private static void Mark<T>(IGrainState<T> state, long version) =>
        (state.ETag, state.RecordExists) = (version == 0 ? null : version.ToString(CultureInfo.InvariantCulture), version != 0);

    // The runtime drops an activation for its own exception only.
    private static async Task<long> WriteAsync(Func<Task<long>> write)
    {
        try
        {
            return await write();
        }
        catch (Refusal refusal)
        {
            throw new InconsistentStateException(refusal.Message, refusal.StoredEtag ?? "none", refusal.CurrentEtag ?? "none");
        }
    }

    private static long VersionOf<T>(IGrainState<T> state) => state.ETag is { Length: > 0 } etag ? long.Parse(etag, CultureInfo.InvariantCulture) : 0;

    private (T? State, long Version) Read<T>(StateKey key)
    {
        try
        {
            return local.Database.ReadState(key, GrainStateJson.Options, static (utf8, json) => JsonSerializer.Deserialize<T>(utf8, json));
        }
        catch (JsonException error)
        {
            throw new OrleansException($"The stored {key} is not JSON of {typeof(T).Name}: {error.Message} Correct it in {local.Database.Path} (table grain_state) or delete the row.", error);
        }
    }

    private StateKey KeyOf(string stateName, GrainId grainId) => new(name, grainId.Type.ToString()!, grainId.Key.ToString()!, stateName);
}
