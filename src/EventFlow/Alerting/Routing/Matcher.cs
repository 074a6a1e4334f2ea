using System.Text;
using System.Text.RegularExpressions;

namespace EventFlow.Alerting.Routing;

/// <summary>
/// A condition on one label, as Alertmanager knows it. A label that is not there has the empty text as its value. Expressions are anchored at both ends and run in time
/// linear in the text, so that none of them can hold up an alert. Thread safe.
/// </summary>
public sealed class Matcher
{
    /// <summary>The longest expression, in characters.</summary>
    public const int LongestExpression = 4_096;

    private readonly Regex? _expression;
    private readonly HashSet<string>? _words;

    private Matcher(string name, MatcherOperator op, string value, Regex? expression, HashSet<string>? words)
    {
        (Name, Operator, Value) = (name, op, value);
        _expression = expression;
        _words = words;
    }

    /// <summary>The label.</summary>
    public string Name { get; }

    /// <summary>How it compares.</summary>
    public MatcherOperator Operator { get; }

    /// <summary>The text or expression.</summary>
    public string Value { get; }

    /// <summary>Whether it is <c>=~</c> or <c>!~</c>.</summary>
    public bool IsExpression => Operator is MatcherOperator.Matches or MatcherOperator.DoesNotMatch;

    /// <summary>Whether it is <c>=</c> or <c>=~</c>.</summary>
    public bool IsPositive => Operator is MatcherOperator.Equal or MatcherOperator.Matches;

    /// <summary>Makes a matcher; null, with what is wrong in <paramref name="error"/>, when the expression is none.</summary>
    public static Matcher? Create(string name, MatcherOperator op, string value, out string error)
    {
        error = "";
        if (op is not (MatcherOperator.Matches or MatcherOperator.DoesNotMatch)) return new(name, op, value, null, null);
        if (value.Length > LongestExpression)
        {
            error = $"an expression of {value.Length} characters; expected at most {LongestExpression}";
            return null;
        }
        // Fast path: most expressions are a few words with bars between them.
        if (value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '|' or '_' or '-' or ' ' or ':' or '/' or '@')) return new(name, op, value, null, new(value.Split('|'), StringComparer.Ordinal));
        if (value.Contains("[[:", StringComparison.Ordinal))
        {
            error = $"the expression '{value}' with a class such as [[:alpha:]]; write [A-Za-z]";
            return null;
        }
        try
        {
            var text = value.Replace("(?P<", "(?<", StringComparison.Ordinal);
            return new(name, op, value, new(@"\A(?:" + text + @")\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), null);
        }
        catch (NotSupportedException fault)
        {
            // So large that matching would not be bounded; the text of the runtime is the only thing that tells the two apart.
            error = fault.Message.Contains("automata", StringComparison.Ordinal) ? $"the expression '{value}', which repeats more than can be matched in a bounded time; expected a smaller one" : $"the expression '{value}' with a back reference or a look-around; expected one without (RE2 has none either)";
        }
        catch (ArgumentException fault)
        {
            error = $"the expression '{value}', which is none ({ReasonOf(fault)})";
        }
        return null;
    }

    /// <summary>Whether a set of labels fulfils the condition.</summary>
    public bool Matches(LabelSet labels)
    {
        var value = labels[Name] ?? "";
        var isMatch = _words is not null ? _words.Contains(value) : _expression?.IsMatch(value) ?? string.Equals(value, Value, StringComparison.Ordinal);
        return isMatch == IsPositive;
    }

    /// <summary>Whether all of them fulfil it.</summary>
    public static bool AllMatch(IReadOnlyList<Matcher> matchers, LabelSet labels)
    {
        for (var i = 0; i < matchers.Count; i++)
            if (!matchers[i].Matches(labels)) return false;
        return true;
    }

    /// <summary>The sign of the operator.</summary>
    public string Sign => Operator switch
    {
        MatcherOperator.Equal => "=",
        MatcherOperator.NotEqual => "!=",
        MatcherOperator.Matches => "=~",
        MatcherOperator.DoesNotMatch => "!~",
        _ => throw new InvalidOperationException("A matcher without operator."),
    };

    /// <summary>The text form: <c>severity="critical"</c>; a name with unusual characters is quoted.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (MatcherParser.IsPlainName(Name)) text.Append(Name);
        else Quote(text, Name);
        text.Append(Sign);
        Quote(text, Value);
        return text.ToString();
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c == '\n') text.Append("\\n");
            else text.Append(c);
        }
        text.Append('"');
    }

    // "Invalid pattern '…' at offset 5. Not enough )'s." - the pattern is known already.
    private static string ReasonOf(ArgumentException fault)
    {
        var at = fault.Message.LastIndexOf("offset", StringComparison.Ordinal);
        return at < 0 ? "it cannot be read" : fault.Message[at..].TrimEnd('.');
    }
}
