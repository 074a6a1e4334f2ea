namespace EventFlow.Silo;

/// <summary>A message of the plain WebSocket.</summary>
/// <param name="Type">Always <c>updates</c>.</param>
/// <param name="Time">When it was sent, unix ms.</param>
/// <param name="Updates">What changed.</param>
internal sealed record LiveMessage(string Type, long Time, IReadOnlyList<LiveUpdate> Updates);
