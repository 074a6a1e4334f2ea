using System.Numerics;
using System.Text;

namespace EventFlow.EventStore;

/// <summary>
/// Gives one string for equal short texts, so that names which repeat in every event are neither allocated nor kept again and again.
/// A fixed table in which a newcomer replaces what hashes to the same place: bounded, lock free, and a text that never returns costs nothing lasting.
/// Thread safe. Texts that are not ASCII, or longer than 64 bytes, are decoded anew each time.
/// </summary>
/// <param name="slots">Places in the table, a power of two. Default 16,384.</param>
public sealed class TextPool(int slots = 16_384)
{
    private const int MaxBytes = 64;

    internal static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string?[] _slots = BitOperations.IsPow2(slots)
        ? new string?[slots]
        : throw new ArgumentOutOfRangeException(nameof(slots), slots, "The number of slots is not a power of two.");

    /// <summary>The text of UTF-8 bytes.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not valid UTF-8.</exception>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > MaxBytes)
        {
            return Strict.GetString(utf8);
        }

        ref var slot = ref _slots[(int)Utf8Hash.Of(utf8) & (_slots.Length - 1)];
        var known = Volatile.Read(ref slot);
        if (known is not null && known.Length == utf8.Length && Ascii.Equals(utf8, known))
        {
            return known;
        }

        var text = Strict.GetString(utf8);
        if (text.Length == utf8.Length)
        {
            Volatile.Write(ref slot, text);
        }

        return text;
    }
}
