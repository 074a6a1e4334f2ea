namespace EventFlow.Silo;

/// <summary>Holds the data folder for one silo: a second one that is given the same folder ends before it has touched anything.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string LockFile = "silo.lock";
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Makes the folder when it is not there, and takes it. Null when that is not possible; <paramref name="fault"/> says why.</summary>
    public static DataDirectoryLock? TryTake(string path, out string? fault)
    {
        fault = null;
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = IsDiskFull(e) ? DiskFull(path) : $"The data folder {path} cannot be made: {e.Message.TrimEnd('.')}. Choose another with --data DIR.";
            return null;
        }

        try
        {
            return new(new(Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException)
        {
            fault = $"The data folder {path} is not writable by {Environment.UserName}. Change its rights, or choose another with --data DIR.";
        }
        catch (IOException e) when (IsDiskFull(e))
        {
            fault = DiskFull(path);
        }
        catch (IOException e)
        {
            fault = IsSharingViolation(e)
                ? $"The data folder {path} is in use by another silo. Stop that one, or choose another folder with --data DIR."
                : $"The data folder {path} cannot be used: {e.Message.TrimEnd('.')}. Choose another with --data DIR.";
        }

        return null;
    }

    public void Dispose() => _file.Dispose();

    private static string DiskFull(string path) => $"The disk of the data folder {path} is full. Free some of it, or choose another folder with --data DIR.";

    // ENOSPC (.NET passes errno on), ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    internal static bool IsDiskFull(Exception e) => e is IOException && (e.HResult & 0xffff) is var code && (OperatingSystem.IsWindows() ? code is 112 or 39 : code == 28);

    // EWOULDBLOCK on Linux, EAGAIN on macOS (.NET passes errno on), ERROR_SHARING_VIOLATION on Windows.
    private static bool IsSharingViolation(IOException e) => (e.HResult & 0xffff) is 11 or 35 or 32;
}
