using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EventFlow.EventStore;

/// <summary>
/// Hash of short byte strings, for tables in memory only: it differs from process to process, so that nobody can send texts that all fall into one place.
/// Multiplies two seeded words into 128 bits and folds them, 16 bytes a step.
/// </summary>
public static class Utf8Hash
{
    private static readonly ulong First = Secret();
    private static readonly ulong Second = Secret();

    /// <summary>The hash of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        var hash = seed ^ First ^ (ulong)bytes.Length;
        while (bytes.Length > 16)
        {
            hash = Fold(MemoryMarshal.Read<ulong>(bytes) ^ hash, MemoryMarshal.Read<ulong>(bytes[8..]) ^ Second);
            bytes = bytes[16..];
        }

        // The last 16 bytes or fewer; from 8 on the two words overlap, which loses nothing because the length is part of the hash.
        return bytes.Length >= 8
            ? Fold(MemoryMarshal.Read<ulong>(bytes) ^ hash, MemoryMarshal.Read<ulong>(bytes[^8..]) ^ Second)
            : Fold(Tail(bytes) ^ hash, Second);
    }

    private static ulong Secret() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    private static ulong Tail(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 4)
        {
            return MemoryMarshal.Read<uint>(bytes) | (ulong)MemoryMarshal.Read<uint>(bytes[^4..]) << 32;
        }

        return bytes.IsEmpty ? 0 : bytes[0] | (ulong)bytes[bytes.Length / 2] << 8 | (ulong)bytes[^1] << 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
