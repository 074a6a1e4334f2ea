using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EventFlow.SegmentLog;

/// <summary>
/// Appends small pieces to a file around the page cache. Through the cache each sync writes the last page again, 4 KiB for a round of one request; like this it is the
/// last sector, 512 bytes. Linux only; elsewhere, and where the file system refuses, appends go through the cache.
/// </summary>
internal sealed class DirectAppender : IDisposable
{
    /// <summary>What is written at least, and what may be left as zeros behind an append.</summary>
    public const int SectorBytes = 512;

    private const int MemoryAlignment = 4096;
    private const int InvalidArgument = 22;

    // Above, a page more or less does not matter and the copy would.
    private const int MostBytes = 256 << 10;

    private const int WriteOnly = 1;
    private const int CloseOnExec = 0x80000;

    [ThreadStatic]
    private static byte[]? _staging;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _sector = new byte[SectorBytes];

    // Where the bytes in _sector end; behind any other place the sector is read from the file.
    private long _end = -1;

    private DirectAppender(SafeFileHandle handle) => _handle = handle;

    /// <summary>Null where this cannot be done.</summary>
    public static DirectAppender? TryOpen(string path)
    {
        var direct = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 0x4000,
            Architecture.Arm64 => 0x10000,
            _ => 0,
        };
        if (direct == 0 || !OperatingSystem.IsLinux())
        {
            return null;
        }

        var descriptor = PosixOpen(Encoding.UTF8.GetBytes(path + '\0'), WriteOnly | CloseOnExec | direct);
        return descriptor < 0 ? null : new DirectAppender(new SafeFileHandle(descriptor, ownsHandle: true));
    }

    public bool Fits(IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        var bytes = 0L;
        foreach (var buffer in buffers)
        {
            bytes += buffer.Length;
        }

        return bytes <= MostBytes;
    }

    /// <summary>False if the file system refuses this kind of write; nothing is written then.</summary>
    /// <exception cref="IOException">Any other fault of the disk.</exception>
    public bool TryAppend(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position)
    {
        var staging = Staging();
        var kept = (int)(position % SectorBytes);
        ReadSector(file, position, kept);
        _sector.AsSpan(0, kept).CopyTo(staging);
        var used = kept;
        foreach (var buffer in buffers)
        {
            buffer.Span.CopyTo(staging[used..]);
            used += buffer.Length;
        }

        var padded = (used + SectorBytes - 1) / SectorBytes * SectorBytes;
        staging[used..padded].Clear();
        _end = -1;
        try
        {
            RandomAccess.Write(_handle, staging[..padded], position - kept);
        }
        catch (IOException error) when (error.HResult == InvalidArgument)
        {
            return false;
        }

        staging.Slice(used / SectorBytes * SectorBytes, used % SectorBytes).CopyTo(_sector);
        _end = position - kept + used;
        return true;
    }

    public void Dispose() => _handle.Dispose();

    private void ReadSector(SafeFileHandle file, long position, int count)
    {
        if (_end == position)
        {
            return;
        }

        var read = 0;
        while (read < count)
        {
            var more = RandomAccess.Read(file, _sector.AsSpan(read, count - read), position - count + read);
            if (more == 0)
            {
                throw new IOException($"The file ends before byte {position}, where it is to be continued.");
            }

            read += more;
        }
    }

    private static Span<byte> Staging()
    {
        const int Bytes = MostBytes + (2 * SectorBytes);
        _staging ??= GC.AllocateArray<byte>(Bytes + MemoryAlignment, pinned: true);
        var misaligned = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_staging, 0) % MemoryAlignment);
        return _staging.AsSpan(misaligned == 0 ? 0 : MemoryAlignment - misaligned, Bytes);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int PosixOpen(byte[] path, int flags);
}
