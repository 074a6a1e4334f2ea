using System.Diagnostics;
using System.Globalization;

namespace EventFlow.SegmentLog;

/// <summary>
/// Keeps a second process out of a log folder. The operating system drops the lock with the process, however it ends.
/// Who holds it is written into a second file, because the locked one cannot be read.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _held;

    private FolderLock(FileStream held) => _held = held;

    public static FolderLock Take(string directory, DateTimeOffset now)
    {
        var ownerPath = Path.Combine(directory, "log.owner");
        try
        {
            var held = new FileStream(Path.Combine(directory, "log.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            SayWho(ownerPath, now);
            return new FolderLock(held);
        }
        catch (IOException error) when (IsHeldElsewhere(error))
        {
            throw new SegmentLogLockedException(directory, ReadOwner(ownerPath));
        }
    }

    public void Dispose() => _held.Dispose();

    private static void SayWho(string ownerPath, DateTimeOffset now)
    {
        using var process = Process.GetCurrentProcess();
        try
        {
            File.WriteAllText(ownerPath, string.Create(
                CultureInfo.InvariantCulture, $"process {process.Id} ({process.ProcessName}) on {Environment.MachineName} since {now:yyyy-MM-ddTHH:mm:ssZ}"));
        }
        catch (IOException)
        {
            // A courtesy to whoever finds the folder locked; a full disk must not keep the log from opening.
        }
    }

    private static bool IsHeldElsewhere(IOException error) =>
        error is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        && (!OperatingSystem.IsWindows() ? error.HResult is 11 or 13 or 35 : (error.HResult & 0xFFFF) is 32 or 33);

    private static string ReadOwner(string ownerPath)
    {
        try
        {
            return File.ReadAllText(ownerPath);
        }
        catch (IOException)
        {
            return "a process that did not say who it is";
        }
    }
}
