using System.Globalization;

namespace EventFlow.Replay;

/// <summary>Keeps the offsets of one consumer. What is answered is stored.</summary>
internal sealed class ConsumerGrain([PersistentState("consumer", "state")] IPersistentState<ConsumerState> storage, TimeProvider time) : Grain, IConsumerGrain
{
    private string Name => this.GetPrimaryKeyString();

    private bool Exists => storage.State.Stream.Length > 0;

    private ConsumerOffsets? Stored => Exists
        ? new(Name, storage.State.Stream, new Dictionary<int, long>(storage.State.Offsets), storage.State.CreatedBy, storage.State.CreatedAt, storage.State.CommittedAt)
        : null;

    public ValueTask<ConsumerOffsets?> Get() => new(Stored);

    public async ValueTask<ConsumerOffsets> Put(string stream, IReadOnlyDictionary<int, long> offsets, string who)
    {
        if (!Exists) await Save(new() { Stream = stream, Offsets = new(offsets), CreatedBy = who, CreatedAt = Now() });
        return Stored!;
    }

    public async ValueTask<Outcome<ConsumerOffsets>> Commit(IReadOnlyDictionary<int, long> offsets)
    {
        if (!Exists) return Outcome<ConsumerOffsets>.NotFound($"There is no consumer '{Name}'.");
        foreach (var (partition, offset) in offsets)
        {
            if (!storage.State.Offsets.TryGetValue(partition, out var stored) || offset >= stored) continue;
            return Outcome<ConsumerOffsets>.Conflict(string.Create(
                CultureInfo.InvariantCulture, $"Partition {partition} is committed up to offset {stored}, and {offset} would go back; only POST /api/consumers/{Name}/reset does."));
        }

        var merged = new Dictionary<int, long>(storage.State.Offsets);
        foreach (var (partition, offset) in offsets) merged[partition] = offset;
        await Save(With(merged, Now()));
        return Outcome<ConsumerOffsets>.Done(Stored!);
    }

    public async ValueTask<ConsumerOffsets?> Reset(IReadOnlyDictionary<int, long> offsets)
    {
        if (Exists) await Save(With(new(offsets), storage.State.CommittedAt));
        return Stored;
    }

    public async ValueTask<ConsumerOffsets?> Delete()
    {
        var stored = Stored;
        await storage.ClearStateAsync();
        storage.State = new();
        DeactivateOnIdle();
        return stored;
    }

    private ConsumerState With(Dictionary<int, long> offsets, long? committedAt) =>
        new() { Stream = storage.State.Stream, Offsets = offsets, CreatedBy = storage.State.CreatedBy, CreatedAt = storage.State.CreatedAt, CommittedAt = committedAt };

    private async ValueTask Save(ConsumerState state)
    {
        var before = storage.State;
        try
        {
            storage.State = state;
            await storage.WriteStateAsync();
        }
        catch
        {
            storage.State = before;
            throw;
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
