namespace EventFlow.Gateway.Events;

/// <summary>
/// Several JSON writers put a bare NaN, Infinity or -Infinity where a number is none. That is no JSON, and a reader can only refuse the whole text; but one
/// bad number must not cost its neighbours. So, when a text turns out to be malformed, such literals outside of strings are overwritten, in place and at equal
/// length, by short strings, and the places remembered: the text reads, and the items with these places are refused one by one.
/// </summary>
internal sealed class NonFiniteLiterals
{
    private readonly List<(int Start, string Literal)> _found = [];

    /// <summary>Number of literals overwritten.</summary>
    public int Count => _found.Count;

    /// <summary>Forgets what was found.</summary>
    public void Clear() => _found.Clear();

    /// <summary>The first literal between two places and where it stood, or null.</summary>
    public (int Start, string Literal)? FirstWithin(int start, int end)
    {
        var (low, high) = (0, _found.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _found[middle].Start < start ? (middle + 1, high) : (low, middle);
        }

        return low < _found.Count && _found[low].Start < end ? _found[low] : null;
    }

    /// <summary>Overwrites the literals of a text; <paramref name="origin"/> is where the text lies in the body.</summary>
    public void Overwrite(Span<byte> text, int origin)
    {
        var inString = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (inString)
            {
                if (text[i] == '\\')
                {
                    i++;
                }
                else if (text[i] == '"')
                {
                    inString = false;
                }
            }
            else if (text[i] == '"')
            {
                inString = true;
            }
            else if (LiteralAt(text[i..]) is { } literal)
            {
                _found.Add((origin + i, literal));
                Quote(text.Slice(i, literal.Length));
                i += literal.Length - 1;
            }
        }
    }

    private static string? LiteralAt(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'N' when text.StartsWith("NaN"u8) => "NaN",
        (byte)'I' when text.StartsWith("Infinity"u8) => "Infinity",
        (byte)'-' when text.StartsWith("-Infinity"u8) => "-Infinity",
        _ => null,
    };

    private static void Quote(Span<byte> literal) => literal[0] = literal[^1] = (byte)'"';
}
