using System.Globalization;
using System.Text;

namespace EventFlow.Notifications;

/// <summary>Cuts texts to what a provider takes, never within a character.</summary>
internal static class TextLimits
{
    private const string Ellipsis = "…";

    /// <summary>The text, or its beginning and an ellipsis, in at most <paramref name="most"/> UTF-16 units.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        if (most <= Ellipsis.Length) return most <= 0 ? "" : Ellipsis;
        var end = most - Ellipsis.Length;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end].TrimEnd() + Ellipsis;
    }

    /// <summary>The text, or its beginning and an ellipsis, in at most <paramref name="most"/> bytes of UTF-8.</summary>
    public static string CutBytes(string text, int most)
    {
        if (Encoding.UTF8.GetByteCount(text) <= most) return text;
        var (bytes, end) = (Encoding.UTF8.GetByteCount(Ellipsis), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > most) break;
            end += rune.Utf16SequenceLength;
        }
        return text[..end].TrimEnd() + Ellipsis;
    }

    /// <summary>The text in pieces of at most <paramref name="most"/> units, cut at line feeds where there are some; at most <paramref name="pieces"/>, the last one cut.</summary>
    public static IReadOnlyList<string> Split(string text, int most, int pieces)
    {
        var result = new List<string>();
        var rest = text;
        while (rest.Length > most && result.Count < pieces - 1)
        {
            var end = rest.LastIndexOf('\n', most - 1);
            if (end <= 0) end = char.IsHighSurrogate(rest[most - 1]) ? most - 1 : most;
            result.Add(rest[..end]);
            rest = rest[end..].TrimStart('\n');
        }
        if (rest.Length > 0) result.Add(Cut(rest, most));
        return result;
    }

    /// <summary>A whole number as people write it.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
