namespace EventFlow;

/// <summary>What a channel sent, the tries that failed, and what waits as dead letters.</summary>
public sealed record AlertStatisticsChannel(string Channel, long Sent, long FailedAttempts, int DeadLetters);
