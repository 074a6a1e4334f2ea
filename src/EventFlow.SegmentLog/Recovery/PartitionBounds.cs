using System.Buffers.Binary;

namespace EventFlow.SegmentLog;

/// <summary>
/// Which segments a partition has, first and last, in a file of its own: between two segments a missing one leaves a hole that shows, before the first it would look like
/// retention and after the last as if it had never been.
/// </summary>
/// <param name="FirstOffset">Oldest offset that retention has not deleted.</param>
/// <param name="ActiveOffset">First offset of the segment written last.</param>
internal readonly record struct PartitionBounds(long FirstOffset, long ActiveOffset)
{
    private const string Name = "bounds";
    private const int Size = 28;
    private const int ChecksumAt = 24;

    private static ReadOnlySpan<byte> Magic => "EFBOUND1"u8;

    /// <summary>Null if there is no such file, or no sound one: then nothing is known, which is no damage.</summary>
    public static PartitionBounds? Read(ILogFileSystem files, string directory)
    {
        ReadOnlySpan<byte> bytes = files.ReadAll(Path.Combine(directory, Name));
        return bytes.Length == Size && bytes.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) == Checksum.Of(bytes[..ChecksumAt])
            ? new PartitionBounds(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]))
            : null;
    }

    /// <summary>Durable it must be before the segments are deleted that it says are gone; otherwise they would be missed.</summary>
    public void Save(ILogFileSystem files, string directory, bool durable)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], FirstOffset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], ActiveOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Checksum.Of(bytes[..ChecksumAt]));
        var path = Path.Combine(directory, Name);
        if (!files.FileExists(path))
        {
            files.ReplaceAll(path, bytes, durable);
            return;
        }

        // In place: it fits into a sector, and retention must be able to free a disk that is full to the last byte.
        using var file = files.Open(path, writable: true);
        file.Write([bytes.ToArray()], 0);
        if (durable)
        {
            file.Sync();
        }
    }

    /// <summary>As <see cref="Save"/>, where the old content does no harm.</summary>
    public void TrySave(ILogFileSystem files, string directory)
    {
        try
        {
            Save(files, directory, durable: false);
        }
        catch (Exception error) when (DiskErrors.IsDiskFault(error))
        {
            // An older file sees less, never something wrong.
        }
    }
}
