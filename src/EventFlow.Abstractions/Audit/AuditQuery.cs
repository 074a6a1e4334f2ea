namespace EventFlow;

/// <summary>Which changes are wanted; null does not restrict.</summary>
/// <param name="Who">By this user or API key, by name.</param>
/// <param name="Action">This action, or all of a subject: <c>rule</c> finds <c>rule.update</c>.</param>
/// <param name="Target">Of what has this id.</param>
/// <param name="From">From this time on, unix ms.</param>
/// <param name="To">Before this time, unix ms.</param>
/// <param name="Offset">How many to skip.</param>
/// <param name="Limit">How many at most.</param>
[GenerateSerializer, Immutable, Alias("EventFlow.AuditQuery")]
public sealed record AuditQuery(string? Who, string? Action, string? Target, long? From, long? To, int Offset, int Limit)
{
    /// <summary>Whether a change is wanted.</summary>
    public bool Matches(AuditEntry entry) =>
        (Who is null || entry.Who == Who) && (Target is null || entry.Target == Target) && (From is null || entry.At >= From) && (To is null || entry.At < To)
        && (Action is null || entry.Action == Action || (entry.Action.Length > Action.Length && entry.Action[Action.Length] == '.' && entry.Action.StartsWith(Action, StringComparison.Ordinal)));
}
