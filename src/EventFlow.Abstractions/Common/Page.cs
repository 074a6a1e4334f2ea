namespace EventFlow;

/// <summary>A part of a list: <paramref name="Total"/> counts what matches the filter, <paramref name="Offset"/> what was skipped.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.Page`1")]
public sealed record Page<T>(IReadOnlyList<T> Items, int Total, int Offset, int Limit);
