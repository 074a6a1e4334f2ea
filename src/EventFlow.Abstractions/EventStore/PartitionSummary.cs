namespace EventFlow;

/// <summary>A partition of a stream.</summary>
/// <param name="Partition">Number, from 0.</param>
/// <param name="FirstOffset">First offset kept; those before have expired.</param>
/// <param name="NextOffset">Offset that the next event gets.</param>
/// <param name="Bytes">Bytes on disk.</param>
/// <param name="Segments">Files on disk.</param>
/// <param name="FirstTime">Earliest event time kept, unix ms; null when there is none.</param>
/// <param name="LastTime">Latest event time kept, unix ms; null when there is none.</param>
/// <param name="EventsPerSecond">Events appended per second, over about the last half minute.</param>
/// <param name="Lost">Offsets that damage made unreadable.</param>
public sealed record PartitionSummary(
    int Partition, long FirstOffset, long NextOffset, long Bytes, int Segments, long? FirstTime, long? LastTime, double EventsPerSecond, IReadOnlyList<LostEvents> Lost);
