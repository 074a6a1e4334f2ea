using EventFlow.Embedded.Runtime;

namespace EventFlow.Embedded.Storage;

/// <summary>Named state of one activation. The value is written as it is when WriteStateAsync is called; what changes while the disk works is not in it.</summary>
internal sealed class PersistentState<TState>(Activation activation, GrainStorage storage, string name) : IPersistentState<TState>, IActivationState
{
    private TState? _state;
    private long _etag;

    public TState State
    {
        get => _state ??= Activator.CreateInstance<TState>();
        set => _state = value;
    }

    public string? Etag => _etag == 0 ? null : _etag.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public bool RecordExists => _etag != 0;

    private StateKey Key => new(storage.Name, activation.Class.GrainType.ToString(), activation.Key, name);

    public Task ReadStateAsync() => ReadStateAsync(default);

    public Task WriteStateAsync() => WriteStateAsync(default);

    public Task ClearStateAsync() => ClearStateAsync(default);

    public Task ReadStateAsync(CancellationToken cancellationToken)
    {
        // Read in the turn: a row comes from the page cache in some 10 µs, less than handing the turn over would cost.
        cancellationToken.ThrowIfCancellationRequested();
        (_state, _etag) = storage.Read<TState>(Key);
        return Task.CompletedTask;
    }

    // In a turn of its own, also where the disk was quicker than this thread: else it would be chance whether a second write in one turn is refused.
    public async Task WriteStateAsync(CancellationToken cancellationToken) => _etag = await storage.WriteAsync(Key, State, _etag, cancellationToken)
        .ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        await storage.ClearAsync(Key, _etag, cancellationToken);
        _etag = 0;
        _state = default;
    }
}
