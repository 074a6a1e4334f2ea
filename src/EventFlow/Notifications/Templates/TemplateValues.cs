using System.Globalization;

namespace EventFlow.Notifications.Templates;

/// <summary>What values of a template mean: text, number, truth, fields, members. Values are texts, numbers (double), booleans, times, spans, label sets, lists and things with fields.</summary>
internal static class TemplateValues
{
    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => number.ToString("0.######", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
        TimeSpan span => Span(span),
        LabelSet labels => string.Join(", ", labels.Pairs.Select(static p => $"{p.Key}={p.Value}")),
        IReadOnlyList<object?> list => string.Join(", ", list.Select(Text)),
        _ => value.ToString() ?? "",
    };

    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        string text => text.Length > 0,
        bool flag => flag,
        double number => number != 0,
        LabelSet labels => labels.Count > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        _ => true,
    };

    public static IReadOnlyList<object?> List(object? value) => value switch
    {
        null => [],
        IReadOnlyList<object?> list => list,
        LabelSet labels => Pairs(labels),
        _ => throw new TemplateException($"range wants a list or labels, and got {Kind(value)}"),
    };

    /// <summary>A label that is not there is empty: not every alert has it. A field that no notification has is a mistake.</summary>
    public static object? Field(object? value, string name) => value switch
    {
        LabelSet labels => name switch
        {
            "SortedPairs" => Pairs(labels),
            "Names" => (object)labels.Pairs.Select(static p => (object?)p.Key).ToList(),
            "Values" => labels.Pairs.Select(static p => (object?)p.Value).ToList(),
            _ => labels[name] ?? "",
        },
        TemplateThing thing => thing.Field(name),
        TemplateAlertList alerts => alerts.Field(name),
        IReadOnlyList<object?> list when name is "Names" or "Values" => list.Select(o => Field(o, name[..^1])).ToList(),
        null => null,
        _ => throw new TemplateException($"{Kind(value)} has no field {name}"),
    };

    public static double Number(object? value) => value switch
    {
        double number => number,
        TimeSpan span => span.TotalSeconds,
        // Prometheus writes NaN into annotations, with which nothing can be counted.
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number) => number,
        _ => throw new TemplateException($"a number is wanted, and {Kind(value)} was given"),
    };

    public static string Kind(object? value) => value switch
    {
        null => "nothing",
        string => "a text",
        bool => "true or false",
        double => "a number",
        DateTimeOffset => "a time",
        TimeSpan => "a duration",
        LabelSet => "labels",
        IReadOnlyList<object?> => "a list",
        _ => "a thing with fields",
    };

    public static string Span(TimeSpan span)
    {
        if (span < TimeSpan.Zero) return "0s";
        if (span.TotalMinutes < 1) return $"{(int)span.TotalSeconds}s";
        if (span.TotalHours < 1) return $"{span.Minutes}m {span.Seconds}s";
        return span.TotalDays < 1 ? $"{span.Hours}h {span.Minutes}m" : $"{(int)span.TotalDays}d {span.Hours}h";
    }

    private static List<object?> Pairs(LabelSet labels) =>
        [.. labels.Pairs.Select(static p => (object?)new TemplateThing("a pair", new Dictionary<string, object?> { ["Name"] = p.Key, ["Value"] = p.Value }))];
}
