namespace EventFlow;

/// <summary>A question for log records: event time from (inclusive) to (exclusive) in unix ms, least severity, text the message contains (any case), newest first, 1 to 1,000.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.LogQuery")]
public sealed record LogQuery(string? Service, long From, long To, LogSeverity MinLevel, string? Text, string? TraceId, int Limit);
