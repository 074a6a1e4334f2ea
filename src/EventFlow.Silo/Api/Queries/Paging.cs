namespace EventFlow.Silo;

/// <summary>The two parameters of every list.</summary>
internal static class Paging
{
    public static readonly IntegerParameter Offset = new("offset", "How many items to skip.", 0, int.MaxValue, 0);
    public static readonly IntegerParameter Limit = new("limit", "How many items to answer with at most.", 1, 500, 50);

    /// <summary>The page of a list that is wholly in memory.</summary>
    public static Page<T> Slice<T>(IReadOnlyList<T> all, int offset, int limit) => new([.. all.Skip(offset).Take(limit)], all.Count, offset, limit);
}
