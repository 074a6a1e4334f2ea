using EventFlow.Replay;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>How questions for stored events fail.</summary>
internal static class EventProblems
{
    /// <summary>The problem; of what has expired it says, as a cursor, what is the first that still exists.</summary>
    public static ProblemHttpResult Of<T>(Outcome<T> outcome, string stream, IEventQueries events)
    {
        if (outcome.Kind != OutcomeKind.Gone || events.GetStream(stream) is not { } summary) return ApiProblems.Of(outcome);
        var problem = ApiProblems.Gone(outcome.Faults);
        problem.ProblemDetails.Extensions["first"] = StreamCursor.Format(summary.Partitions.Select(static p => KeyValuePair.Create(p.Partition, p.FirstOffset)));
        return problem;
    }
}
