namespace EventFlow;

/// <summary>What a consumer has stored: its stream, and by partition the offset from which it goes on. Times are unix ms.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.ConsumerOffsets")]
public sealed record ConsumerOffsets(string Name, string Stream, IReadOnlyDictionary<int, long> Offsets, string CreatedBy, long CreatedAt, long? CommittedAt);
