namespace EventFlow;

/// <summary>
/// A question for stored events. It begins at <paramref name="Cursor"/> (which an earlier page gave), else at <paramref name="Offset"/> of <paramref name="Partition"/>, else at the first event kept;
/// <paramref name="From"/> (inclusive) and <paramref name="To"/> (exclusive) bound the event time, unix ms. Without a partition all of the stream are read, in order of arrival.
/// </summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Partition">One partition; all when null.</param>
/// <param name="Offset">First offset wanted; needs a partition where the stream has several.</param>
/// <param name="From">Earliest event time.</param>
/// <param name="To">First event time not wanted any more.</param>
/// <param name="Filter">Which events.</param>
/// <param name="Limit">How many events at most, from 1.</param>
/// <param name="Cursor">Where an earlier page ended.</param>
public sealed record EventQuery(string Stream, int? Partition, long? Offset, long? From, long? To, EventFilter Filter, int Limit, string? Cursor);
