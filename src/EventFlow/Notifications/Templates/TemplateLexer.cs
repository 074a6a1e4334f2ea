namespace EventFlow.Notifications.Templates;

/// <summary>Cuts a template into text and actions. <c>{{-</c> and <c>-}}</c> take the white space beside them away; <c>{{/* … */}}</c> is left out.</summary>
internal static class TemplateLexer
{
    public static IReadOnlyList<TemplateToken> Cut(string source)
    {
        if (source.Length > TemplateLimits.Source) throw new TemplateException($"it has {source.Length} characters; at most {TemplateLimits.Source} are read");
        var tokens = new List<TemplateToken>();
        var trimNext = false;
        for (int at = 0, line = 1; at < source.Length;)
        {
            var open = source.IndexOf("{{", at, StringComparison.Ordinal);
            var text = open < 0 ? source[at..] : source[at..open];
            var kept = trimNext ? text.TrimStart() : text;
            line += text.Count(static c => c == '\n');
            if (open < 0)
            {
                Add(tokens, kept, line);
                break;
            }
            var close = EndOf(source, open + 2);
            if (close < 0) throw new TemplateException($"line {line}: '{{{{' has no '}}}}'");
            var action = source[(open + 2)..close];
            if (action.StartsWith("- ", StringComparison.Ordinal) || action is "-")
            {
                kept = kept.TrimEnd();
                action = action[1..];
            }
            trimNext = action.EndsWith(" -", StringComparison.Ordinal);
            if (trimNext) action = action[..^1];
            Add(tokens, kept, line);
            if (!action.TrimStart().StartsWith("/*", StringComparison.Ordinal)) tokens.Add(new(true, action.Trim(), line));
            line += action.Count(static c => c == '\n');
            at = close + 2;
        }
        return tokens;
    }

    private static void Add(List<TemplateToken> tokens, string text, int line)
    {
        if (text.Length > 0) tokens.Add(new(false, text, line));
    }

    // A '}}' within a text in quotes does not end the action.
    private static int EndOf(string source, int from)
    {
        var quote = '\0';
        for (var i = from; i < source.Length; i++)
        {
            var c = source[i];
            if (quote != '\0')
            {
                if (c == '\\' && quote == '"') i++;
                else if (c == quote) quote = '\0';
            }
            else if (c is '"' or '`') quote = c;
            else if (c == '}' && i + 1 < source.Length && source[i + 1] == '}') return i;
        }
        return -1;
    }
}
