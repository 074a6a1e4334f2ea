namespace EventFlow;

/// <summary>Which dead letters are meant: those of <paramref name="Ids"/>, or, without ids, all of a channel, a reason, or both; all when everything is null.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.DeadLetterSelection")]
public sealed record DeadLetterSelection(IReadOnlyList<string>? Ids = null, string? Channel = null, string? Reason = null);
