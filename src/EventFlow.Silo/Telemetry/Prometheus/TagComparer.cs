using Tags = System.Collections.Generic.KeyValuePair<string, object?>[];
using TagSpan = System.ReadOnlySpan<System.Collections.Generic.KeyValuePair<string, object?>>;

namespace EventFlow.Silo;

/// <summary>Finds the cell of a set of tags without making an array of them first: measuring happens far more often than a new set appears.</summary>
internal sealed class TagComparer : IEqualityComparer<Tags>, IAlternateEqualityComparer<TagSpan, Tags>
{
    public static readonly TagComparer Instance = new();

    public bool Equals(Tags? x, Tags? y) => x is not null && y is not null && Equals((TagSpan)x, y);

    public int GetHashCode(Tags tags) => GetHashCode((TagSpan)tags);

    public bool Equals(TagSpan alternate, Tags other)
    {
        if (alternate.Length != other.Length) return false;
        for (var i = 0; i < other.Length; i++)
            if (alternate[i].Key != other[i].Key || !Equals(alternate[i].Value, other[i].Value)) return false;
        return true;
    }

    public int GetHashCode(TagSpan alternate)
    {
        var hash = new HashCode();
        foreach (var (name, value) in alternate)
        {
            hash.Add(name);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public Tags Create(TagSpan alternate) => alternate.ToArray();
}
