namespace EventFlow.Postgres.EventLog;

/// <summary>A span of event time, unix ms, from inclusive, to exclusive.</summary>
internal readonly record struct TimeRange(long From, long To);
