using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>The two parameters of every list.</summary>
internal static class Paging
{
    public static readonly IntegerParameter Offset = new("offset", "How many items to skip.", 0, int.MaxValue, 0);
    public static readonly IntegerParameter Limit = new("limit", "How many items to answer with at most.", 1, 500, 50);

    /// <summary>Answers with the page that is asked for of a list that is wholly in memory once it is read.</summary>
    public static async Task<Results<Ok<Page<T>>, ProblemHttpResult>> AnswerAsync<T>(QueryReader query, Func<ValueTask<IReadOnlyList<T>>> read)
    {
        var (offset, limit) = (query.Read(Offset), query.Read(Limit));
        return query.Faults.Count > 0 ? ApiProblems.Invalid(query.Faults) : TypedResults.Ok(Slice(await read(), offset, limit));
    }

    /// <summary>The page of a list that is wholly in memory.</summary>
    public static Page<T> Slice<T>(IReadOnlyList<T> all, int offset, int limit) => new([.. all.Skip(offset).Take(limit)], all.Count, offset, limit);
}
