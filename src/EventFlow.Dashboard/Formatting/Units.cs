namespace EventFlow.Dashboard.Formatting;

/// <summary>Units as senders spell them, made one spelling; where none is given the metric's name often tells.</summary>
public static class Units
{
    private static readonly (string Suffix, string Unit)[] Suffixes =
    [
        ("_percent", "%"), ("_per_second", "/s"), ("_milliseconds", "ms"), ("_ms", "ms"), ("_seconds", "s"), ("_bytes", "B"), ("_ratio", ""), ("_total", ""),
    ];

    /// <summary>The unit to show for a series.</summary>
    public static string Of(string? unit, string metric)
    {
        if (!string.IsNullOrWhiteSpace(unit)) return Normalise(unit);
        foreach (var (suffix, known) in Suffixes)
            if (metric.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) return known;
        return "";
    }

    /// <summary>One spelling of a unit.</summary>
    public static string Normalise(string unit) => unit.Trim().ToLowerInvariant() switch
    {
        "percent" or "%" or "pct" => "%",
        "ms" or "milliseconds" or "millisecond" => "ms",
        "s" or "sec" or "second" or "seconds" => "s",
        "b" or "by" or "byte" or "bytes" => "B",
        "by/s" or "b/s" or "bytes/s" => "B/s",
        "1/s" or "/s" or "per_second" or "rps" or "hz" => "/s",
        "1" or "none" or "count" => "",
        _ => unit.Trim(),
    };

    /// <summary>A metric's name for people: without the unit it ends in, words apart.</summary>
    public static string Title(string metric)
    {
        var name = metric;
        foreach (var (suffix, _) in Suffixes)
        {
            if (name.Length <= suffix.Length || !name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) continue;
            name = name[..^suffix.Length];
            break;
        }
        var words = name.Split(['_', '.', '-', '/'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return metric;
        for (var i = 0; i < words.Length; i++) words[i] = Word(words[i], first: i == 0);
        return string.Join(' ', words);
    }

    private static string Word(string word, bool first) => word.ToLowerInvariant() switch
    {
        "cpu" or "http" or "io" or "gc" or "db" or "sql" or "tcp" or "dns" or "jvm" or "api" or "p50" or "p90" or "p95" or "p99" => word.ToUpperInvariant(),
        _ => first ? char.ToUpperInvariant(word[0]) + word[1..] : word,
    };
}
