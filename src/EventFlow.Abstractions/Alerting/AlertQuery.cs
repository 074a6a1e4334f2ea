namespace EventFlow;

/// <summary>A question for alerts; what is null does not filter. <paramref name="States"/> null means all but pending; <paramref name="Text"/> looks in name, summary and the values of labels. Newest change first.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.AlertQuery")]
public sealed record AlertQuery(
    IReadOnlyList<AlertState>? States, string? Service, Severity? Severity, string? RuleId, string? Text, long? From, long? To, int Offset, int Limit);
