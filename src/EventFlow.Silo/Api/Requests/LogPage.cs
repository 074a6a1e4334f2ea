namespace EventFlow.Silo;

/// <summary>Log records, newest first.</summary>
/// <param name="Items">The records.</param>
/// <param name="Limit">How many were asked for at most.</param>
/// <param name="Next">What to pass as <c>to</c> for the older ones, unix ms; null when these are all. Records of that millisecond come again: partition and offset tell them apart.</param>
public sealed record LogPage(IReadOnlyList<LogLine> Items, int Limit, long? Next);
