using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow.Backup;

/// <summary>
/// A folder that holds one or more points of the same data directory. Segments of the log never change once they are complete, so points share them:
/// <code>
/// points/20261121T074000123Z.json             a point: BackupManifest and its SHA-256; written last, so that a point is complete or not there
/// state/20261121T074000123Z.db                its grain state
/// log/{stream}/{partition}/{base}-{bytes}.seg  a segment up to that length
/// </code>
/// </summary>
internal sealed class BackupFolder(string root)
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";

    // Strict, so that a damaged name is not taken for a property left out.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    public string Root => root;

    private string Points => System.IO.Path.Combine(root, "points");

    public string PathOf(BackupFile file) => System.IO.Path.Combine(root, file.Path.Replace('/', System.IO.Path.DirectorySeparatorChar));

    public static string StatePath(DateTimeOffset takenAt) => $"state/{NameOf(takenAt)}.db";

    public static string NameOf(DateTimeOffset takenAt) => takenAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Keeps a second backup from writing to the folder at the same time.</summary>
    public FileStream Lock()
    {
        CreateForOwner(root);
        try
        {
            return new FileStream(System.IO.Path.Combine(root, "backup.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new BackupException($"Another backup is being written to {root}. Wait for it to end, or give this one another folder.", error);
        }
    }

    /// <summary>The points, oldest first.</summary>
    /// <exception cref="BackupException">There is none, or one is damaged or of a newer version.</exception>
    public IReadOnlyList<BackupManifest> ReadPoints() => Directory.Exists(Points)
        ? [.. Directory.EnumerateFiles(Points, "*.json").Order(StringComparer.Ordinal).Select(Read).OrderBy(static point => point.TakenAt)]
        : [];

    public IReadOnlyList<BackupManifest> RequirePoints()
    {
        var points = ReadPoints();
        return points.Count > 0
            ? points
            : throw new BackupException($"{root} holds no complete backup: there is nothing in {Points}. Expected a folder that `eventflow backup` has written, and finished.");
    }

    public void Write(BackupManifest point)
    {
        Directory.CreateDirectory(Points);
        var path = System.IO.Path.Combine(Points, NameOf(point.TakenAt) + ".json");
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new Sealed(point, HashOf(point)), Json);
        using (var file = new FileStream(path + ".tmp", FileMode.Create))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>What is backed up holds secrets of channels.</summary>
    public static void CreateForOwner(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static BackupManifest Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (JsonSerializer.Deserialize<Glance>(bytes, JsonSerializerOptions.Web)?.Point is { Format: > BackupManifest.CurrentFormat } newer)
            {
                throw new BackupException($"{path} has format {newer.Format}; this program knows {BackupManifest.CurrentFormat}. Use the version of eventflow that made it, {newer.Version} or later.");
            }

            var content = JsonSerializer.Deserialize<Sealed>(bytes, Json);
            return content is { Point: { Partitions: not null } point } && content.Sha256 == HashOf(point) ? point : throw Damaged(path, null);
        }
        catch (JsonException error)
        {
            throw Damaged(path, error);
        }
    }

    private static BackupException Damaged(string path, Exception? error) =>
        new($"{path} is damaged: it does not match its own checksum. Use another copy of the backup, or remove this file to go without this point.", error);

    private static string HashOf(BackupManifest point) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(point, Json)));

    private sealed record Glance(Glance.Head? Point)
    {
        public sealed record Head(int Format, string? Version);
    }

    private sealed record Sealed(BackupManifest Point, string Sha256);
}
