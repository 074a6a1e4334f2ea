namespace EventFlow;

/// <summary>What a silence is made of. <paramref name="Id"/> null makes a new one. Times unix ms.</summary>
public sealed record SilenceRequest(string? Id, string Kind, IReadOnlyList<string> Matchers, long StartsAt, long EndsAt, TimeIntervalSpec? Schedule, string Comment);
