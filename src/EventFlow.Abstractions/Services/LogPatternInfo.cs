namespace EventFlow;

/// <summary>
/// Log messages of a service that differ only in what varies. <paramref name="Template"/> has <c>&lt;*&gt;</c> for that. <paramref name="Count"/> counts its records since it was first seen.
/// <paramref name="FirstSeen"/> and <paramref name="LastSeen"/> are event time, unix ms. <paramref name="Minutes"/> counts its records in each of the 30 minutes up to the service's newest event
/// time, oldest first; the last one is under way.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.LogPatternInfo")]
public sealed record LogPatternInfo(long Id, string Template, LogSeverity Level, long Count, long FirstSeen, long LastSeen, IReadOnlyList<int> Minutes);
