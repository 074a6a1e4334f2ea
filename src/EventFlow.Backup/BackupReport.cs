namespace EventFlow.Backup;

/// <summary>What a backup did.</summary>
/// <param name="Point">The point it wrote.</param>
/// <param name="CopiedBytes">Bytes copied for it.</param>
/// <param name="CopiedFiles">Files copied for it.</param>
/// <param name="SharedFiles">Files it shares with earlier points.</param>
public sealed record BackupReport(BackupManifest Point, long CopiedBytes, int CopiedFiles, int SharedFiles);
