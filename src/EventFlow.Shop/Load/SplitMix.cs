namespace EventFlow.Shop.Load;

/// <summary>
/// A small seeded source of numbers. <see cref="Random"/> would do for one run; this one is keyed, so that any moment of the simulation can be computed
/// alone, in any order, on any runtime, and gives the same bytes.
/// </summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A source of its own for a seed, a name and a position.</summary>
    public static SplitMix For(ulong seed, string name, long position) => new(Mix(Mix(seed ^ Hash(name)) + (ulong)position));

    /// <summary>FNV-1a: <see cref="string.GetHashCode()"/> differs from process to process.</summary>
    public static ulong Hash(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in name)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        return hash;
    }

    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Mix(_state);
    }

    /// <summary>From 0 up to, not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    public double Between(double low, double high) => low + ((high - low) * Unit());

    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Integer(int low, int high) => low + (int)(Unit() * (high - low + 1));

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[Integer(0, from.Count - 1)];
}
