namespace EventFlow.Backup;

/// <summary>Reads a whole backup and says what is wrong with it.</summary>
/// <param name="backupDirectory">The folder.</param>
public sealed class BackupVerifier(string backupDirectory)
{
    private readonly BackupFolder _folder = new(Path.GetFullPath(backupDirectory));

    /// <summary>The points, oldest first, without a look at their files.</summary>
    /// <exception cref="BackupException">There is none, or one is damaged.</exception>
    public IReadOnlyList<BackupManifest> List() => _folder.RequirePoints();

    /// <summary>One line for each file that is missing, cut or damaged; none if the backup can be restored.</summary>
    /// <exception cref="BackupException">There is no point, or one is damaged.</exception>
    public IReadOnlyList<string> Run(CancellationToken cancellation = default)
    {
        var troubles = new List<string>();
        foreach (var file in _folder.RequirePoints().SelectMany(static point => point.Files).Distinct().OrderBy(static file => file.Path, StringComparer.Ordinal))
        {
            var trouble = BackupCheck.OfLength(_folder, file) ?? BackupCheck.OfHash(_folder, file, FileCopy.Hash(_folder.PathOf(file), cancellation));
            if (trouble is not null)
            {
                troubles.Add(trouble);
            }
        }

        return troubles;
    }
}
