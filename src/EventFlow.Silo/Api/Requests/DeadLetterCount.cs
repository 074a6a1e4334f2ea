namespace EventFlow.Silo;

/// <summary>How many dead letters a command found.</summary>
/// <param name="Count">Their number.</param>
public sealed record DeadLetterCount(int Count);
