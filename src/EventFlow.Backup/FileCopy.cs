using System.Buffers;
using System.Security.Cryptography;

namespace EventFlow.Backup;

/// <summary>Copies files and hashes what it copies.</summary>
internal static class FileCopy
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Copies the first bytes of a file; on the disk when it returns.</summary>
    /// <returns>SHA-256 of what was copied.</returns>
    /// <exception cref="EndOfStreamException">The file is shorter.</exception>
    public static string Copy(string from, string to, long bytes, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var target = new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var hash = Read(from, bytes, chunk => target.Write(chunk.Span), cancellation);
        target.Flush(flushToDisk: true);
        return hash;
    }

    /// <summary>SHA-256 of a whole file.</summary>
    public static string Hash(string path, CancellationToken cancellation) => Read(path, new FileInfo(path).Length, static _ => { }, cancellation);

    private static string Read(string from, long bytes, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellation)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (var left = bytes; left > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                var read = source.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
                if (read == 0)
                {
                    throw new EndOfStreamException($"{from} ends {left} bytes before byte {bytes}.");
                }

                hash.AppendData(buffer, 0, read);
                take(buffer.AsMemory(0, read));
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
