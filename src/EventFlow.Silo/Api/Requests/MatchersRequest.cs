namespace EventFlow.Silo;

/// <summary>Matchers to try.</summary>
/// <param name="Matchers">For example <c>service="payments"</c>; all must match.</param>
public sealed record MatchersRequest(IReadOnlyList<string>? Matchers);
