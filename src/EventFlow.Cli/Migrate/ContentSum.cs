using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EventFlow.Cli.Migrate;

/// <summary>A count and a checksum of things in any order: the SHA-256 of each, added up. Equal sums of both sides mean that both hold the same things.</summary>
internal sealed class ContentSum
{
    private readonly ulong[] _sum = new ulong[4];
    private readonly MemoryStream _thing = new();

    /// <summary>How many things were added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a thing made of parts; where one ends and the next begins counts.</summary>
    public void Add(params ReadOnlySpan<string> parts)
    {
        _thing.SetLength(0);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            _thing.Write(length);
            _thing.Write(bytes);
        }

        Add(_thing.GetBuffer().AsSpan(0, (int)_thing.Length));
    }

    /// <summary>Adds a thing.</summary>
    public void Add(ReadOnlySpan<byte> thing)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(thing, hash);
        UInt128 carry = 0;
        for (var i = 0; i < _sum.Length; i++)
        {
            carry += (UInt128)_sum[i] + BinaryPrimitives.ReadUInt64LittleEndian(hash[(i * sizeof(ulong))..]);
            _sum[i] = (ulong)carry;
            carry >>= 64;
        }

        Count++;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(_sum.Select(static part => part.ToString("x16", System.Globalization.CultureInfo.InvariantCulture)));
}
