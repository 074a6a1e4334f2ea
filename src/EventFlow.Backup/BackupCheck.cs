using System.Globalization;

namespace EventFlow.Backup;

/// <summary>Compares files of a backup with what its points say of them.</summary>
internal static class BackupCheck
{
    /// <summary>Null if the file is there and has the length recorded; otherwise what is wrong.</summary>
    public static string? OfLength(BackupFolder folder, BackupFile file)
    {
        var found = new FileInfo(folder.PathOf(file));
        return !found.Exists ? $"{found.FullName} is missing; expected {Bytes(file)}."
            : found.Length != file.Bytes ? string.Create(CultureInfo.InvariantCulture, $"{found.FullName} has {found.Length} bytes; expected {Bytes(file)}: it was cut or written over.")
            : null;
    }

    /// <summary>Null if the content has the hash recorded; otherwise what is wrong.</summary>
    public static string? OfHash(BackupFolder folder, BackupFile file, string sha256) =>
        sha256 == file.Sha256 ? null : $"{folder.PathOf(file)} is damaged: its SHA-256 is {sha256}; expected {file.Sha256}.";

    private static string Bytes(BackupFile file) => string.Create(CultureInfo.InvariantCulture, $"{file.Bytes} bytes");
}
