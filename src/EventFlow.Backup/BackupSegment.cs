namespace EventFlow.Backup;

/// <summary>A segment of the log in a backup.</summary>
/// <param name="File">The file.</param>
/// <param name="BaseOffset">Offset of its first event.</param>
/// <param name="EndOffset">Offset after its last event.</param>
/// <param name="LastArrivalMs">Arrival of the latest event, unix milliseconds.</param>
/// <param name="Salt">Tells segments of different logs apart.</param>
public sealed record BackupSegment(BackupFile File, long BaseOffset, long EndOffset, long LastArrivalMs, string Salt);
