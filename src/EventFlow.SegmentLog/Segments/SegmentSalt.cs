using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EventFlow.SegmentLog;

/// <summary>
/// A number nobody can guess, one per segment. Without it a sender could hide a well-formed frame in an event,
/// and recovery after damage would take it for a real one.
/// </summary>
internal static class SegmentSalt
{
    public static ulong Next()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
