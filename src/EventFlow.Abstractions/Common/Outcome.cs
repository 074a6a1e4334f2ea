namespace EventFlow;

/// <summary>The result of a command: a value, or why there is none. <see cref="Detail"/> is a sentence for people.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Outcome`1")]
public sealed record Outcome<T>(OutcomeKind Kind, T? Value, string? Detail, IReadOnlyList<Fault> Faults)
{
    /// <summary>Whether it was done.</summary>
    public bool IsDone => Kind == OutcomeKind.Done;

    /// <summary>Done, with a value.</summary>
    public static Outcome<T> Done(T value) => new(OutcomeKind.Done, value, null, []);

    /// <summary>The thing named does not exist.</summary>
    public static Outcome<T> NotFound(string detail) => new(OutcomeKind.NotFound, default, detail, []);

    /// <summary>The input has faults.</summary>
    public static Outcome<T> Invalid(IReadOnlyList<Fault> faults) => new(OutcomeKind.Invalid, default, string.Join(' ', faults), faults);

    /// <summary>The state of the thing does not allow it.</summary>
    public static Outcome<T> Conflict(string detail) => new(OutcomeKind.Conflict, default, detail, []);

    /// <summary>The thing is kept no longer; the faults say from where on there is something.</summary>
    public static Outcome<T> Gone(IReadOnlyList<Fault> faults) => new(OutcomeKind.Gone, default, string.Join(' ', faults), faults);

    /// <summary>The same failure for another type of value.</summary>
    public Outcome<TOther> As<TOther>() => new(Kind, default, Detail, Faults);
}
