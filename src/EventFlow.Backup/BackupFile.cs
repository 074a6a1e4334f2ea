namespace EventFlow.Backup;

/// <summary>A file of a backup.</summary>
/// <param name="Path">Within the backup, with forward slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, hexadecimal.</param>
public sealed record BackupFile(string Path, long Bytes, string Sha256);
