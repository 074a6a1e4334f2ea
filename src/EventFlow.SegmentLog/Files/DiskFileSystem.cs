using System.Runtime.InteropServices;
using System.Text;

namespace EventFlow.SegmentLog;

/// <summary>The real disk.</summary>
/// <param name="directAppends">Whether small appends go around the page cache, where that can be done.</param>
internal sealed class DiskFileSystem(bool directAppends) : ILogFileSystem
{
    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public IReadOnlyList<string> ListFiles(string directory, string extension) =>
        Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory).Where(file => file.EndsWith(extension, StringComparison.Ordinal))]
            : [];

    public bool FileExists(string path) => File.Exists(path);

    public ILogFile Create(string path)
    {
        var handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        return new DiskFile(handle, directAppends ? DirectAppender.TryOpen(path) : null);
    }

    public ILogFile Open(string path, bool writable)
    {
        var handle = File.OpenHandle(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new DiskFile(handle, writable && directAppends ? DirectAppender.TryOpen(path) : null);
    }

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

    public void ReplaceAll(string path, ReadOnlySpan<byte> content, bool durable = false)
    {
        var temporary = path + ".tmp";
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, content, 0);
            if (durable)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }

        File.Move(temporary, path, overwrite: true);
        if (durable)
        {
            SyncDirectory(Path.GetDirectoryName(path)!);
        }
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
