namespace EventFlow;

/// <summary>Offsets of a partition that damage made unreadable, from <paramref name="FirstOffset"/> to before <paramref name="EndOffset"/>, and what was found.</summary>
[GenerateSerializer, Immutable, Alias("EventFlow.LostEvents")]
public sealed record LostEvents(int Partition, long FirstOffset, long EndOffset, string Reason);
