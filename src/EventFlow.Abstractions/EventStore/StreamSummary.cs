namespace EventFlow;

/// <summary>A stream of the event store.</summary>
/// <param name="Name">Name.</param>
/// <param name="Events">Events kept: offsets from the first to the last, less what is lost.</param>
/// <param name="Bytes">Bytes on disk.</param>
/// <param name="FirstTime">Earliest event time kept, unix ms; null when there is none.</param>
/// <param name="LastTime">Latest event time kept, unix ms; null when there is none.</param>
/// <param name="EventsPerSecond">Events appended per second, over about the last half minute.</param>
/// <param name="Partitions">Its partitions.</param>
public sealed record StreamSummary(
    string Name, long Events, long Bytes, long? FirstTime, long? LastTime, double EventsPerSecond, IReadOnlyList<PartitionSummary> Partitions);
