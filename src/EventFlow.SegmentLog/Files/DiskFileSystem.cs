using System.Runtime.InteropServices;
using System.Text;

namespace EventFlow.SegmentLog;

/// <summary>The real disk.</summary>
internal sealed class DiskFileSystem : ILogFileSystem
{
    public static readonly DiskFileSystem Instance = new();

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public IReadOnlyList<string> ListFiles(string directory, string extension) =>
        Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory).Where(file => file.EndsWith(extension, StringComparison.Ordinal))]
            : [];

    public bool FileExists(string path) => File.Exists(path);

    public ILogFile Create(string path) => new DiskFile(File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public ILogFile Open(string path, bool writable) => new DiskFile(File.OpenHandle(
        path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    public void Delete(string path) => File.Delete(path);

    public void Move(string from, string to) => File.Move(from, to, overwrite: true);

    public byte[]? ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void ReplaceAll(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }

    public void SyncDirectory(string path)
    {
        // The framework opens no directories. Without this a power cut may forget a new segment's name; Windows journals names by itself.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = PosixOpen(Encoding.UTF8.GetBytes(path + '\0'), flags: 0);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open the folder {path} to sync it: errno {Marshal.GetLastPInvokeError()}.");
        }

        var synced = PosixSync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = PosixClose(descriptor);
        if (synced != 0)
        {
            throw new IOException($"Cannot sync the folder {path}: errno {error}.", error);
        }
    }

    public long AvailableFreeBytes(string path) => new DriveInfo(path).AvailableFreeSpace;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int PosixOpen(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int PosixSync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int PosixClose(int descriptor);
}
