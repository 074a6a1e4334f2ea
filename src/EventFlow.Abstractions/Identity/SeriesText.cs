using System.Text;

namespace EventFlow;

/// <summary>The text form of series and labels: that of Prometheus, names outside its classic alphabet quoted as in Prometheus 3.</summary>
internal static class SeriesText
{
    public static bool IsPlainName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || char.IsAsciiDigit(name[0])) return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not '_' and not ':') return false;
        return true;
    }

    public static void AppendName(StringBuilder text, string name)
    {
        if (IsPlainName(name)) text.Append(name);
        else AppendQuoted(text, name);
    }

    public static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                default: text.Append(c); break;
            }
        }
        text.Append('"');
    }

    /// <summary>Reads a plain or quoted name at <paramref name="position"/> and moves behind it.</summary>
    public static bool TryReadName(ReadOnlySpan<char> text, ref int position, out string name, out bool quoted)
    {
        quoted = position < text.Length && text[position] == '"';
        if (quoted) return TryReadQuoted(text, ref position, out name);
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] is '_' or ':')) position++;
        name = text[start..position].ToString();
        return position > start;
    }

    /// <summary>Reads a quoted text at <paramref name="position"/> and moves behind its closing quote.</summary>
    public static bool TryReadQuoted(ReadOnlySpan<char> text, ref int position, out string value)
    {
        value = "";
        if (position >= text.Length || text[position] != '"') return false;
        var result = new StringBuilder();
        for (var i = position + 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                position = i + 1;
                value = result.ToString();
                return true;
            }
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
                result.Append(text[i] == 'n' ? '\n' : text[i]);
            }
            else result.Append(text[i]);
        }
        return false;
    }
}
