using System.Text;

namespace EventFlow.Alerting.Routing;

/// <summary>
/// Reads matchers in both of Alertmanager's forms: the one that allows any UTF-8 in a name (<c>"naïve name"="x"</c>), and, where that does not fit, the classic one, in which a value may stand
/// without quotes and hold anything. Thread safe.
/// </summary>
public static class MatcherParser
{
    /// <summary>The most matchers in one list.</summary>
    public const int MaxMatchers = 100;

    /// <summary>Reads one matcher, for example <c>severity="critical"</c>. Null, with what is wrong in <paramref name="error"/>, when it is none.</summary>
    public static Matcher? ParseOne(string text, out string error)
    {
        var list = Parse(text, out error);
        if (list is null) return null;
        if (list.Count == 1) return list[0];
        error = $"'{Shorten(text)}', which holds {list.Count} matchers; expected one, for example severity=\"critical\"";
        return null;
    }

    /// <summary>Reads a list of matchers with commas between them, in braces or without. Null, with what is wrong in <paramref name="error"/>, when it is none.</summary>
    public static IReadOnlyList<Matcher>? Parse(string text, out string error)
    {
        error = "";
        if (text.Contains('\uFFFD') || HasLoneSurrogate(text))
        {
            error = "text that is not valid UTF-8";
            return null;
        }
        var list = new Reader(text).ReadList(out error) ?? ReadClassic(text, ref error);
        if (list is null || list.Count <= MaxMatchers) return list;
        error = $"{list.Count} matchers; expected at most {MaxMatchers}";
        return null;
    }

    /// <summary>Reads matchers given one by one, all of them into <paramref name="matchers"/>; what is wrong is named with its place.</summary>
    public static IReadOnlyList<Fault> ParseAll(IReadOnlyList<string>? texts, string field, out IReadOnlyList<Matcher> matchers)
    {
        var (found, faults) = (new List<Matcher>(), new List<Fault>());
        for (var i = 0; i < (texts?.Count ?? 0); i++)
        {
            if (texts![i] is { } text && Parse(text, out var error) is { } some) found.AddRange(some);
            else faults.Add(new($"{field}[{i}]", texts[i] is null ? "null" : Parse(texts[i], out error) is null ? error : "", "a matcher such as severity=\"critical\" or service=~\"pay.*\""));
        }
        if (found.Count > MaxMatchers) faults.Add(new(field, $"{found.Count} matchers", $"at most {MaxMatchers}"));
        matchers = found;
        return faults;
    }

    /// <summary>Whether a name needs no quotes in either form.</summary>
    public static bool IsPlainName(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] is '_' or ':') && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':');

    private static List<Matcher>? ReadClassic(string text, ref string error)
    {
        var body = text.Trim();
        if (body.StartsWith('{') && body.EndsWith('}')) body = body[1..^1];
        var list = new List<Matcher>();
        foreach (var part in SplitOutsideQuotes(body))
        {
            if (ReadClassicOne(part.Trim()) is not { } matcher) return null;
            list.Add(matcher);
        }
        if (list.Count > 0) error = "";
        return list.Count > 0 ? list : null;
    }

    private static Matcher? ReadClassicOne(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or ':')) end++;
        var name = text[..end];
        if (!IsPlainName(name)) return null;
        var rest = text[end..].TrimStart();
        var (op, length) = OperatorAt(rest, 0);
        if (op == MatcherOperator.None) return null;
        return UnquoteClassic(rest[length..].Trim()) is { } value ? Matcher.Create(name, op, value, out _) : null;
    }

    private static string? UnquoteClassic(string raw)
    {
        var isQuoted = raw.Length >= 2 && raw[0] == '"' && raw[^1] == '"';
        var body = isQuoted ? raw[1..^1] : raw;
        var value = new StringBuilder();
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '"') return null;
            if (body[i] != '\\' || i + 1 == body.Length)
            {
                value.Append(body[i]);
                continue;
            }
            // As Alertmanager reads it: these three are escapes, any other backslash is meant.
            _ = body[++i] switch { 'n' => value.Append('\n'), '"' => value.Append('"'), '\\' => value.Append('\\'), var other => value.Append('\\').Append(other) };
        }
        return value.ToString();
    }

    private static IEnumerable<string> SplitOutsideQuotes(string text)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') quoted = !quoted;
            else if (text[i] == ',' && !quoted)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
        if (text[start..].Trim().Length > 0) yield return text[start..];
    }

    private static (MatcherOperator Operator, int Length) OperatorAt(string text, int at)
    {
        if (at >= text.Length) return (MatcherOperator.None, 0);
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        return (text[at], next) switch
        {
            ('=', '~') => (MatcherOperator.Matches, 2),
            ('!', '=') => (MatcherOperator.NotEqual, 2),
            ('!', '~') => (MatcherOperator.DoesNotMatch, 2),
            ('=', _) => (MatcherOperator.Equal, 1),
            _ => (MatcherOperator.None, 0),
        };
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }
        return false;
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    // The form in which a name may be any text, in quotes; values too, or a word without quotes.
    private sealed class Reader(string text)
    {
        private int _at;

        public List<Matcher>? ReadList(out string error)
        {
            var list = new List<Matcher>();
            SkipSpace();
            var braces = Take('{');
            while (true)
            {
                SkipSpace();
                if (_at == text.Length || (braces && text[_at] == '}')) break;
                if (ReadMatcher(out error) is not { } matcher) return null;
                list.Add(matcher);
                SkipSpace();
                if (!Take(',')) break;
            }
            SkipSpace();
            if (braces && !Take('}')) return Fail("'{' without '}'", out error);
            SkipSpace();
            if (_at < text.Length) return Fail($"'{Shorten(text[_at..])}' after the matchers", out error);
            error = "";
            return list.Count > 0 ? list : Fail("no matcher", out error);
        }

        private Matcher? ReadMatcher(out string error)
        {
            if (ReadWord(out error) is not { } name) return null;
            if (name.Length == 0) return Fail<Matcher>($"'{Shorten(text)}', which has no label name", out error);
            SkipSpace();
            var (op, length) = OperatorAt(text, _at);
            if (op == MatcherOperator.None) return Fail<Matcher>($"'{Shorten(text)}', which has none of =, !=, =~, !~ after '{Shorten(name)}'", out error);
            _at += length;
            SkipSpace();
            return ReadWord(out error) is { } value ? Matcher.Create(name, op, value, out error) : null;
        }

        private string? ReadWord(out string error)
        {
            error = "";
            if (_at < text.Length && text[_at] == '"') return ReadQuoted(out error);
            var start = _at;
            while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not ('{' or '}' or '!' or '=' or '~' or ',' or '\\' or '"' or '\'' or '`')) _at++;
            return _at > start ? text[start.._at] : Fail<string>($"'{Shorten(text)}', which lacks a name or a value", out error);
        }

        private string? ReadQuoted(out string error)
        {
            var value = new StringBuilder();
            for (_at++; _at < text.Length; _at++)
            {
                if (text[_at] == '"')
                {
                    _at++;
                    error = "";
                    return value.ToString();
                }
                if (text[_at] != '\\')
                {
                    value.Append(text[_at]);
                    continue;
                }
                if (!ReadEscape(value)) return Fail<string>($"'{Shorten(text)}' with an unknown escape; \\\\, \\\", \\n, \\t, \\r and \\uXXXX are known", out error);
            }
            return Fail<string>($"'{Shorten(text)}' with a quote that is not closed", out error);
        }

        private bool ReadEscape(StringBuilder value)
        {
            if (++_at >= text.Length) return false;
            switch (text[_at])
            {
                case '"' or '\\' or '\'': value.Append(text[_at]); return true;
                case 'n': value.Append('\n'); return true;
                case 't': value.Append('\t'); return true;
                case 'r': value.Append('\r'); return true;
                case 'u' when _at + 4 < text.Length && ushort.TryParse(text.AsSpan(_at + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code):
                    value.Append((char)code);
                    _at += 4;
                    return true;
                default: return false;
            }
        }

        private bool Take(char c)
        {
            if (_at >= text.Length || text[_at] != c) return false;
            _at++;
            return true;
        }

        private void SkipSpace()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        }

        private static List<Matcher>? Fail(string found, out string error) => Fail<List<Matcher>>(found, out error);

        private static T? Fail<T>(string found, out string error)
            where T : class
        {
            error = found;
            return null;
        }
    }
}
