namespace EventFlow;

/// <summary>The 64-bit FNV-1a hash. What is made of it is part of saved state and of what others make alike, so it never changes.</summary>
internal static class Fnv1a
{
    /// <summary>Hash of nothing.</summary>
    public const ulong Start = 14_695_981_039_346_656_037;

    private const ulong Prime = 1_099_511_628_211;

    /// <summary>The hash of what was hashed before and one more value.</summary>
    public static ulong Add(ulong hash, ulong value) => (hash ^ value) * Prime;

    /// <summary>The same by bytes.</summary>
    public static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            hash = Add(hash, value);
        }

        return hash;
    }

    /// <summary>The same by UTF-16 code units.</summary>
    public static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var value in text)
        {
            hash = Add(hash, value);
        }

        return hash;
    }
}
