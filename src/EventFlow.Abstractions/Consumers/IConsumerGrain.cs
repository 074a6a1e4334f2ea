namespace EventFlow;

/// <summary>One consumer; the key is its name.</summary>
[Alias("EventFlow.IConsumerGrain")]
public interface IConsumerGrain : IGrainWithStringKey
{
    /// <summary>What is stored; null when there is no such consumer.</summary>
    [ReadOnly, Alias("Get")]
    ValueTask<ConsumerOffsets?> Get();

    /// <summary>Makes it, unless it is there. Gives what is stored.</summary>
    [Alias("Put")]
    ValueTask<ConsumerOffsets> Put(string stream, IReadOnlyDictionary<int, long> offsets, string who);

    /// <summary>Stores offsets that are not lower than those stored, all of them or none.</summary>
    [Alias("Commit")]
    ValueTask<Outcome<ConsumerOffsets>> Commit(IReadOnlyDictionary<int, long> offsets);

    /// <summary>Replaces the offsets; null when there is no such consumer.</summary>
    [Alias("Reset")]
    ValueTask<ConsumerOffsets?> Reset(IReadOnlyDictionary<int, long> offsets);

    /// <summary>Forgets it; gives what was stored.</summary>
    [Alias("Delete")]
    ValueTask<ConsumerOffsets?> Delete();
}
