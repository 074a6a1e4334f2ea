namespace EventFlow.Backup;

/// <summary>A partition of the log in a backup.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Partition">Its number.</param>
/// <param name="FirstOffset">Oldest offset.</param>
/// <param name="EndOffset">Offset after the last event.</param>
/// <param name="Segments">In order of offset.</param>
public sealed record BackupPartition(string Stream, int Partition, long FirstOffset, long EndOffset, IReadOnlyList<BackupSegment> Segments);
