using Microsoft.AspNetCore.Http.HttpResults;

namespace EventFlow.Silo;

/// <summary>The problem documents of the API (RFC 9457).</summary>
internal static class ApiProblems
{
    /// <summary>422: the input is well formed and wrong; each fault is listed.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyList<Fault> faults) => TypedResults.Problem(
        string.Join(' ', faults), statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request has faults.", extensions: ErrorsOf(faults));

    /// <summary>404: the thing named does not exist.</summary>
    public static ProblemHttpResult NotFound(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found.");

    /// <summary>409: the state of the thing does not allow it.</summary>
    public static ProblemHttpResult Conflict(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: "The current state does not allow this.");

    /// <summary>410: it is kept no longer; the faults say from where on there is something.</summary>
    public static ProblemHttpResult Gone(IReadOnlyList<Fault> faults) => TypedResults.Problem(
        string.Join(' ', faults), statusCode: StatusCodes.Status410Gone, title: "It is kept no longer.", extensions: ErrorsOf(faults));

    /// <summary>The problem that a failed outcome is.</summary>
    public static ProblemHttpResult Of<T>(Outcome<T> outcome) => outcome.Kind switch
    {
        OutcomeKind.NotFound => NotFound(outcome.Detail ?? "There is no such thing."),
        OutcomeKind.Invalid => Invalid(outcome.Faults),
        OutcomeKind.Conflict => Conflict(outcome.Detail ?? "It was changed by someone else."),
        OutcomeKind.Gone => Gone(outcome.Faults),
        _ => throw new InvalidOperationException($"An outcome of kind {outcome.Kind} is no failure that can be answered."),
    };

    /// <summary>200 with the value, or the problem.</summary>
    public static Results<Ok<T>, ProblemHttpResult> ToResult<T>(this Outcome<T> outcome) =>
        outcome.IsDone ? TypedResults.Ok(outcome.Value) : Of(outcome);

    /// <summary>204, or the problem.</summary>
    public static Results<NoContent, ProblemHttpResult> ToEmptyResult<T>(this Outcome<T> outcome) =>
        outcome.IsDone ? TypedResults.NoContent() : Of(outcome);

    /// <summary>The member in which problem documents list faults.</summary>
    public static Dictionary<string, object?> ErrorsOf(IReadOnlyList<Fault> faults) => new() { ["errors"] = faults };
}
