using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EventFlow.SegmentLog;

/// <param name="handle">Owned.</param>
/// <param name="direct">How appends avoid the page cache; null if they go through it.</param>
internal sealed class DiskFile(SafeFileHandle handle, DirectAppender? direct) : ILogFile
{
    private const uint StartWriting = 2;

    private DirectAppender? _direct = direct;

    public long Length => RandomAccess.GetLength(handle);

    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position) => RandomAccess.Write(handle, buffers, position);

    public void Append(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position)
    {
        if (_direct is { } direct && direct.Fits(buffers))
        {
            if (direct.TryAppend(handle, buffers, position))
            {
                return;
            }

            // The file system takes no such writes after all.
            direct.Dispose();
            _direct = null;
        }

        RandomAccess.Write(handle, buffers, position);
    }

    public int Read(Span<byte> buffer, long position)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer[total..], position + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = await RandomAccess.ReadAsync(handle, buffer[total..], position + total, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void StartSync(long position, long length)
    {
        if (_direct is null && OperatingSystem.IsLinux())
        {
            _ = SyncFileRange((int)handle.DangerousGetHandle(), position, length, StartWriting);
        }
    }

    public void Sync() => RandomAccess.FlushToDisk(handle);

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Dispose()
    {
        _direct?.Dispose();
        handle.Dispose();
    }

    [DllImport("libc", EntryPoint = "sync_file_range")]
    private static extern int SyncFileRange(int descriptor, long offset, long bytes, uint flags);
}
