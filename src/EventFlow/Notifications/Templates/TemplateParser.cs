namespace EventFlow.Notifications.Templates;

/// <summary>Reads blocks and values of a template.</summary>
internal sealed class TemplateParser(IReadOnlyList<TemplateToken> tokens)
{
    private int _at;
    private int _depth;

    public static IReadOnlyList<TemplateNode> Parse(string source)
    {
        var parser = new TemplateParser(TemplateLexer.Cut(source));
        var nodes = parser.Nodes(out var end);
        if (end is { } left) throw new TemplateException($"line {left.Line}: '{left.Text}' without a block it belongs to");
        return nodes;
    }

    // Until the end, or an 'end' or 'else', which it gives back.
    private List<TemplateNode> Nodes(out TemplateToken? end)
    {
        if (++_depth > TemplateLimits.Depth) throw new TemplateException($"blocks are more than {TemplateLimits.Depth} deep");
        var nodes = new List<TemplateNode>();
        while (_at < tokens.Count)
        {
            var token = tokens[_at++];
            if (!token.IsAction) nodes.Add(new TextNode(token.Text));
            else if (WordOf(token.Text) is "end" or "else")
            {
                end = token;
                _depth--;
                return nodes;
            }
            else nodes.Add(Action(token));
        }
        end = null;
        _depth--;
        return nodes;
    }

    private TemplateNode Action(TemplateToken token)
    {
        var word = WordOf(token.Text);
        if (word is not ("if" or "with" or "range")) return new ValueNode(ExpressionParser.Parse(token.Text, token.Line));
        var expression = ExpressionParser.Parse(token.Text[word.Length..], token.Line);
        var body = Nodes(out var end);
        var otherwise = Otherwise(token, word, end);
        return word == "range" ? new RangeNode(expression, body, otherwise) : new BranchNode(expression, body, otherwise, word == "with");
    }

    private IReadOnlyList<TemplateNode> Otherwise(TemplateToken begin, string word, TemplateToken? end)
    {
        if (end is not { } token) throw new TemplateException($"line {begin.Line}: '{word}' has no 'end'");
        if (token.Text == "end") return [];
        var rest = token.Text["else".Length..].Trim();
        if (rest.Length == 0)
        {
            var nodes = Nodes(out var last);
            return last is { Text: "end" } ? nodes : throw new TemplateException($"line {begin.Line}: the 'else' of '{word}' has no 'end'");
        }
        if (WordOf(rest) != "if" || word == "range") throw new TemplateException($"line {token.Line}: '{token.Text}'; expected 'else', 'else if …' or 'end'");
        if (++_depth > TemplateLimits.Depth) throw new TemplateException($"blocks are more than {TemplateLimits.Depth} deep");
        // An 'else if' shares the 'end' of its 'if'.
        var nested = Action(token with { Text = rest });
        _depth--;
        return [nested];
    }

    private static string WordOf(string action)
    {
        var end = action.AsSpan().IndexOfAny(' ', '\t', '\n');
        return end < 0 ? action : action[..end];
    }
}
