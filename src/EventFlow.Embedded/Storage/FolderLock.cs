using System.Globalization;

namespace EventFlow.Embedded.Storage;

/// <summary>Keeps a second runtime out of a data folder. The operating system releases it when the process dies, so there is no stale lock.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _ownerPath;

    private FolderLock(FileStream file, string ownerPath)
    {
        _lock = file;
        _ownerPath = ownerPath;
    }

    /// <exception cref="OrleansConfigurationException">The folder cannot be used: another process holds it, or it cannot be written.</exception>
    public static FolderLock Take(string folder)
    {
        var lockPath = Path.Combine(folder, "grains.lock");
        var ownerPath = Path.Combine(folder, "grains.pid");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, error);
        }

        try
        {
            var file = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(file, ownerPath);
        }
        catch (UnauthorizedAccessException error)
        {
            throw NotWritable(folder, error);
        }
        catch (IOException error) when (File.Exists(lockPath))
        {
            throw new OrleansConfigurationException(
                $"The data folder {folder} is in use by another process{Owner(ownerPath)}; expected to be the only one. Stop that process, or give this one another folder.", error);
        }
    }

    public void Dispose()
    {
        File.Delete(_ownerPath);
        _lock.Dispose();
    }

    private static string Owner(string ownerPath)
    {
        try
        {
            return $" (process {File.ReadAllText(ownerPath)})";
        }
        catch (IOException)
        {
            // It is only for the message.
            return "";
        }
    }

    private static OrleansConfigurationException NotWritable(string folder, Exception error) =>
        new($"The data folder {folder} cannot be written: {error.Message} Make it writable, or give another folder.", error);
}
