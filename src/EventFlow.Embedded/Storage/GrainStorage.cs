using System.Text.Json;

namespace EventFlow.Embedded.Storage;

/// <summary>Grain state as JSON records of one storage name.</summary>
internal sealed class GrainStorage(string name, GrainDatabase database, JsonSerializerOptions json)
{
    public string Name { get; } = name;

    /// <returns>The value and its version; default and 0 when there is no record.</returns>
    public (TState? State, long Etag) Read<TState>(StateKey key)
    {
        try
        {
            // Read in place: the text of a row is not copied before it is parsed.
            return database.ReadState(key, json, static (utf8, json) => JsonSerializer.Deserialize<TState>(utf8, json));
        }
        catch (JsonException error)
        {
            throw new OrleansException($"The stored {key} is not JSON of {typeof(TState).Name}: {error.Message} Correct it in {database.Path} (table grain_state) or delete the row.", error);
        }
    }

    /// <returns>The new version.</returns>
    /// <exception cref="InconsistentStateException">The stored version is not the one given.</exception>
    public Task<long> WriteAsync<TState>(StateKey key, TState state, long etag, CancellationToken cancellationToken)
    {
        var (rented, length) = StateJson.Write(state, json);
        return database.WriteAsync(new StateWrite(key, rented.AsMemory(0, length), etag, rented), cancellationToken);
    }

    /// <exception cref="InconsistentStateException">The stored version is not the one given.</exception>
    public Task ClearAsync(StateKey key, long etag, CancellationToken cancellationToken) => database.WriteAsync(new StateClear(key, etag), cancellationToken);
}
