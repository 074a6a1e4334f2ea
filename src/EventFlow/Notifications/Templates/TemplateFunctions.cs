using System.Globalization;

namespace EventFlow.Notifications.Templates;

/// <summary>The functions of the template language. None reaches anything but its arguments, and each takes time in proportion to them.</summary>
internal static class TemplateFunctions
{
    private static readonly Dictionary<string, (int Least, int Most, Func<IReadOnlyList<object?>, object?> Call)> All = new(StringComparer.Ordinal)
    {
        ["toUpper"] = (1, 1, static a => Text(a, 0).ToUpperInvariant()),
        ["toLower"] = (1, 1, static a => Text(a, 0).ToLowerInvariant()),
        ["title"] = (1, 1, static a => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Text(a, 0))),
        ["trim"] = (1, 1, static a => Text(a, 0).Trim()),
        ["len"] = (1, 1, static a => Length(a[0])),
        ["join"] = (2, 2, static a => string.Join(Text(a, 0), TemplateValues.List(a[1]).Select(TemplateValues.Text))),
        ["replace"] = (3, 3, static a => Replace(Text(a, 0), Text(a, 1), Text(a, 2))),
        ["contains"] = (2, 2, static a => Text(a, 1).Contains(Text(a, 0), StringComparison.Ordinal)),
        ["truncate"] = (2, 2, static a => TextLimits.Cut(Text(a, 1), (int)Math.Clamp(TemplateValues.Number(a[0]), 0, TemplateLimits.Output))),
        ["default"] = (2, 2, static a => TemplateValues.IsTrue(a[1]) ? a[1] : a[0]),
        ["index"] = (2, 2, static a => At(a[0], a[1])),
        ["first"] = (2, 2, static a => TemplateValues.List(a[1]).Take((int)Math.Clamp(TemplateValues.Number(a[0]), 0, 10_000)).ToList()),
        ["date"] = (2, 2, static a => Date(Text(a, 0), a[1])),
        ["duration"] = (1, 1, static a => TemplateValues.Span(TimeSpan.FromSeconds(Math.Clamp(TemplateValues.Number(a[0]), 0, 1e9)))),
        ["urlquery"] = (1, 1, static a => Uri.EscapeDataString(Text(a, 0))),
        ["eq"] = (2, 8, static a => a.Skip(1).Any(other => IsSame(a[0], other))),
        ["ne"] = (2, 2, static a => !IsSame(a[0], a[1])),
        ["lt"] = (2, 2, static a => Order(a) < 0),
        ["le"] = (2, 2, static a => Order(a) <= 0),
        ["gt"] = (2, 2, static a => Order(a) > 0),
        ["ge"] = (2, 2, static a => Order(a) >= 0),
        ["and"] = (1, 8, static a => a.FirstOrDefault(static v => !TemplateValues.IsTrue(v)) ?? (a.All(TemplateValues.IsTrue) ? a[^1] : false)),
        ["or"] = (1, 8, static a => a.FirstOrDefault(TemplateValues.IsTrue) ?? a[^1]),
        ["not"] = (1, 1, static a => !TemplateValues.IsTrue(a[0])),
        ["print"] = (1, 8, static a => string.Concat(a.Select(TemplateValues.Text))),
    };

    /// <summary>The names, for texts.</summary>
    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    public static bool Exists(string name) => All.ContainsKey(name);

    public static CallExpression Call(string name, IReadOnlyList<TemplateExpression> arguments, int line)
    {
        if (!All.TryGetValue(name, out var function)) throw new TemplateException($"line {line}: there is no function {name}; there are {string.Join(", ", Names)}");
        if (arguments.Count < function.Least || arguments.Count > function.Most)
            throw new TemplateException($"line {line}: {name} wants {(function.Least == function.Most ? $"{function.Least}" : $"{function.Least} to {function.Most}")} arguments and has {arguments.Count}");
        return new(name, function.Call, arguments);
    }

    private static string Text(IReadOnlyList<object?> arguments, int index) => TemplateValues.Text(arguments[index]);

    // Before it is made: each function may make a text some thousand times as long.
    private static string Replace(string old, string by, string text)
    {
        if (old.Length == 0) return text;
        var length = text.Length + (long)text.AsSpan().Count(old) * (by.Length - old.Length);
        if (length > TemplateLimits.Value) throw new TemplateException($"replace makes a text of {length} characters; at most {TemplateLimits.Value} are allowed");
        return text.Replace(old, by, StringComparison.Ordinal);
    }

    private static object Length(object? value) => (double)(value is string text ? new StringInfo(text).LengthInTextElements : TemplateValues.List(value).Count);

    private static object? At(object? from, object? key) => from switch
    {
        LabelSet labels => labels[TemplateValues.Text(key)] ?? "",
        IReadOnlyList<object?> list when TemplateValues.Number(key) is var index => index >= 0 && index < list.Count
            ? list[(int)index]
            : throw new TemplateException($"index {index} is outside of a list of {list.Count}"),
        _ => throw new TemplateException($"index wants labels or a list, and got {TemplateValues.Kind(from)}"),
    };

    private static string Date(string format, object? value)
    {
        if (value is not DateTimeOffset time) return value is null or "" ? "" : throw new TemplateException($"date wants a time, and got {TemplateValues.Kind(value)}");
        if (format.Length > 64) throw new TemplateException("date has a format of more than 64 characters");
        try
        {
            return time.ToString(format, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            throw new TemplateException($"date has the format '{format}'; one such as 'yyyy-MM-dd HH:mm' is expected");
        }
    }

    private static bool IsSame(object? a, object? b) => a is double || b is double
        ? TryNumber(a) is { } one && TryNumber(b) is { } other && one.Equals(other)
        : TemplateValues.Text(a) == TemplateValues.Text(b);

    private static double? TryNumber(object? value)
    {
        try
        {
            return TemplateValues.Number(value);
        }
        catch (TemplateException)
        {
            return null;
        }
    }

    private static int Order(IReadOnlyList<object?> a) => a[0] is DateTimeOffset one && a[1] is DateTimeOffset other
        ? one.CompareTo(other)
        : TemplateValues.Number(a[0]).CompareTo(TemplateValues.Number(a[1]));
}
