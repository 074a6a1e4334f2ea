using System.Globalization;
using System.Text;

namespace EventFlow.Notifications.Templates;

/// <summary>Reads the expression of an action: <c>.Labels.service | toUpper</c>, <c>eq .Status "firing"</c>, <c>join ", " (first 3 .Alerts)</c>.</summary>
internal sealed class ExpressionParser
{
    private readonly string _text;
    private readonly int _line;
    private int _at;
    private int _depth;

    private ExpressionParser(string text, int line)
    {
        _text = text;
        _line = line;
    }

    public static TemplateExpression Parse(string text, int line)
    {
        var parser = new ExpressionParser(text, line);
        var expression = parser.Pipe();
        return parser.AtEnd ? expression : throw parser.Error($"'{text[parser._at]}' is not expected there");
    }

    private bool AtEnd
    {
        get
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
            return _at >= _text.Length;
        }
    }

    private TemplateExpression Pipe()
    {
        if (++_depth > TemplateLimits.Depth) throw Error($"parentheses are more than {TemplateLimits.Depth} deep");
        var value = Command(null);
        while (!AtEnd && _text[_at] == '|')
        {
            _at++;
            value = Command(value);
        }
        _depth--;
        return value;
    }

    private TemplateExpression Command(TemplateExpression? piped)
    {
        if (AtEnd) throw Error("a value is missing");
        if (char.IsLetter(_text[_at]))
        {
            var name = Name();
            if (piped is null && name is "true" or "false") return new LiteralExpression(name == "true");
            var arguments = new List<TemplateExpression>();
            while (!AtEnd && _text[_at] is not ('|' or ')')) arguments.Add(Operand());
            if (piped is not null) arguments.Add(piped);
            return TemplateFunctions.Call(name, arguments, _line);
        }
        return piped is null ? Operand() : throw Error("a function is expected after '|'");
    }

    private TemplateExpression Operand()
    {
        var c = _text[_at];
        if (c is '.' or '$') return Path();
        if (c is '"' or '`') return new LiteralExpression(Quoted(c));
        if (c == '-' || char.IsAsciiDigit(c)) return new LiteralExpression(Digits());
        if (c == '(')
        {
            _at++;
            var inner = Pipe();
            if (AtEnd || _text[_at] != ')') throw Error("')' is missing");
            _at++;
            return _at < _text.Length && _text[_at] == '.' ? new PathExpression(false, inner, Fields()) : inner;
        }
        if (!char.IsLetter(c)) throw Error($"'{c}' is not expected there");
        var name = Name();
        return name is "true" or "false" ? new LiteralExpression(name == "true") : TemplateFunctions.Call(name, [], _line);
    }

    private PathExpression Path()
    {
        var fromRoot = _text[_at] == '$';
        if (fromRoot) _at++;
        if (fromRoot && _at < _text.Length && char.IsLetter(_text[_at])) throw Error("variables are not known; '$' alone is the notification");
        return new(fromRoot, null, Fields());
    }

    private List<string> Fields()
    {
        var fields = new List<string>();
        while (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            if (_at < _text.Length && (char.IsLetter(_text[_at]) || _text[_at] == '_')) fields.Add(Name());
            else if (fields.Count > 0) throw Error("a field is missing after '.'");
        }
        return fields;
    }

    private string Name()
    {
        var begin = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_')) _at++;
        return _text[begin.._at];
    }

    private double Digits()
    {
        var begin = _at++;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.')) _at++;
        return double.TryParse(_text.AsSpan(begin, _at - begin), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Error($"'{_text[begin.._at]}' is not a number");
    }

    private string Quoted(char quote)
    {
        var text = new StringBuilder();
        for (_at++; _at < _text.Length && _text[_at] != quote; _at++)
        {
            if (_text[_at] != '\\' || quote == '`') text.Append(_text[_at]);
            else if (++_at < _text.Length) text.Append(_text[_at] switch { 'n' => '\n', 't' => '\t', var c => c });
        }
        if (_at >= _text.Length) throw Error("a text has no end");
        _at++;
        return text.ToString();
    }

    private TemplateException Error(string what) => new($"line {_line}: {what}, in '{TextLimits.Cut(_text.Trim(), 60)}'");
}
