using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace EventFlow.Postgres;

/// <summary>The place of a grain on the ring by which silos share reminders: the hash that Orleans makes of its id. It stands in for its assembly where that is not referred to.</summary>
public static class GrainHash
{
    private const uint Prime1 = 2654435761;
    private const uint Prime2 = 2246822519;
    private const uint Prime3 = 3266489917;
    private const uint Prime4 = 668265263;
    private const uint Prime5 = 374761393;
    private const int Stripe = 16;

    /// <summary>The hash of a grain.</summary>
    public static uint Of(string grainType, string grainKey) => unchecked((XxHash32(Encoding.UTF8.GetBytes(grainType)) * 31) + XxHash32(Encoding.UTF8.GetBytes(grainKey)));

    // The package System.IO.Hashing has it; this is its published algorithm with seed 0.
    private static uint XxHash32(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var hash = Prime5;
            var rest = data;
            if (data.Length >= Stripe)
            {
                var (a, b, c, d) = (Prime1 + Prime2, Prime2, 0u, 0u - Prime1);
                for (; rest.Length >= Stripe; rest = rest[Stripe..])
                {
                    a = Round(a, rest);
                    b = Round(b, rest[4..]);
                    c = Round(c, rest[8..]);
                    d = Round(d, rest[12..]);
                }

                hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            }

            hash += (uint)data.Length;
            for (; rest.Length >= 4; rest = rest[4..]) hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime3), 17) * Prime4;
            foreach (var value in rest) hash = BitOperations.RotateLeft(hash + (value * Prime5), 11) * Prime1;
            hash = (hash ^ (hash >> 15)) * Prime2;
            hash = (hash ^ (hash >> 13)) * Prime3;
            return hash ^ (hash >> 16);
        }
    }

    private static uint Round(uint lane, ReadOnlySpan<byte> data) =>
        unchecked(BitOperations.RotateLeft(lane + (BinaryPrimitives.ReadUInt32LittleEndian(data) * Prime2), 13) * Prime1);
}
