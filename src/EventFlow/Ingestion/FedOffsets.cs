using System.Runtime.InteropServices;

namespace EventFlow.Ingestion;

/// <summary>
/// Up to which offset each grain of a partition took what it was given, as far as it has not saved it. In a cluster a grain may end with its silo while the partition lives on; the one that
/// stands in for it is asked whether it knows as much. Runs in the turns of the partition's grain.
/// </summary>
internal sealed class FedOffsets
{
    private readonly Dictionary<string, long> _series = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _services = new(StringComparer.Ordinal);

    /// <summary>What a grain took last; null when all it took is saved.</summary>
    public long? Of(string key, bool isService) => (isService ? _services : _series).TryGetValue(key, out var offset) ? offset : null;

    /// <summary>A grain took what a call gave it.</summary>
    public void Note(in IngestionTarget target)
    {
        if (target.LastOffset is { } offset)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(target.IsService ? _services : _series, target.Key, out _) = offset;
        }
    }

    /// <summary>A grain has saved what it took up to an offset; what it took since stays.</summary>
    public void Saved(string key, bool isService, long offset)
    {
        var offsets = isService ? _services : _series;
        if (offsets.TryGetValue(key, out var last) && last <= offset)
        {
            offsets.Remove(key);
        }
    }
}
