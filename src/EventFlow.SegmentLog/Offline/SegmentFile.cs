namespace EventFlow.SegmentLog;

/// <summary>What a segment file holds, for whoever copies it without opening the log.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="BaseOffset">Offset of its first item.</param>
/// <param name="EndOffset">Offset after its last item.</param>
/// <param name="Bytes">Its length up to the end of its last frame; of a segment that is being written, what is whole at the moment.</param>
/// <param name="LastArrivalMs">Arrival of the latest batch, unix milliseconds; <see cref="long.MinValue"/> if there is none.</param>
/// <param name="Salt">The segment's random number, hexadecimal: two segments with the same one are the same.</param>
public sealed record SegmentFile(string Path, long BaseOffset, long EndOffset, long Bytes, long LastArrivalMs, string Salt);
