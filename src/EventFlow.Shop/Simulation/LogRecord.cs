using EventFlow.Shop.Services;

namespace EventFlow.Shop.Simulation;

/// <summary>One log record of one service; <c>At</c> is when it was said, since the start of the simulation.</summary>
internal sealed record LogRecord(
    TimeSpan At, string Service, RecordLevel Level, string Message, string TraceId, IReadOnlyList<KeyValuePair<string, object>> Fields);
