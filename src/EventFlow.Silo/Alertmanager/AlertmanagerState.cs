namespace EventFlow.Silo;

/// <summary>The state of a silence: <c>active</c>, <c>pending</c> or <c>expired</c>.</summary>
internal sealed record AlertmanagerState(string State);
