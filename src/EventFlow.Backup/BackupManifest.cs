using System.Text.Json.Serialization;

namespace EventFlow.Backup;

/// <summary>One point of a backup: what it consists of. The grain state in it is never ahead of the log in it.</summary>
/// <param name="Format">1.</param>
/// <param name="Version">Of the program that made it.</param>
/// <param name="TakenAt">When the log was cut, UTC. The state was copied just before.</param>
/// <param name="State">The database of grain state; null if there was none yet.</param>
/// <param name="Partitions">The log, partition by partition.</param>
public sealed record BackupManifest(int Format, string Version, DateTimeOffset TakenAt, BackupFile? State, IReadOnlyList<BackupPartition> Partitions)
{
    /// <summary>The format this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>All files of the point.</summary>
    internal IEnumerable<BackupFile> Files =>
        (State is null ? [] : new[] { State }).Concat(Partitions.SelectMany(static partition => partition.Segments).Select(static segment => segment.File));

    /// <summary>Bytes of all files, those shared with other points included.</summary>
    [JsonIgnore]
    public long Bytes => Files.Sum(static file => file.Bytes);

    /// <summary>Events in the log.</summary>
    [JsonIgnore]
    public long Events => Partitions.Sum(static partition => partition.EndOffset - partition.FirstOffset);
}
