namespace EventFlow;

/// <summary>Which partition of a stream holds what: FNV-1a over the UTF-16 code units of the key. Stored data depends on it, so it never changes.</summary>
public static class Partitioning
{
    /// <summary>The partition, 0 to <paramref name="partitions"/> - 1, of a key: the series for metrics, the service for everything else.</summary>
    public static int Of(string key, int partitions) => (int)(HashOf(key) % (uint)partitions);

    /// <summary>The number whose remainder is the partition, for those who keep it.</summary>
    public static uint HashOf(string key)
    {
        var hash = 2166136261u;
        foreach (var c in key) hash = (hash ^ c) * 16777619u;
        return hash;
    }
}
