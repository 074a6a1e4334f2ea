using System.Text;

namespace EventFlow.Silo;

/// <summary>Translates names and units of instruments into those of Prometheus.</summary>
internal static class MetricNames
{
    /// <summary>The name of a metric, without the suffix of its type, and the factor that brings values to the base unit.</summary>
    public static (string Name, double Factor) Translate(string instrument, string? unit)
    {
        var name = Sanitize(instrument);
        var (suffix, factor) = unit switch
        {
            "s" => ("seconds", 1.0),
            "ms" => ("seconds", 1e-3),
            "us" => ("seconds", 1e-6),
            "ns" => ("seconds", 1e-9),
            "By" => ("bytes", 1.0),
            "%" => ("percent", 1.0),
            _ => ("", 1.0),
        };
        foreach (var spelled in (ReadOnlySpan<string>)["_ms", "_us", "_ns", "_milliseconds"])
            if (factor != 1.0 && name.EndsWith(spelled, StringComparison.Ordinal)) name = name[..^spelled.Length];
        if (suffix.Length > 0 && !name.EndsWith("_" + suffix, StringComparison.Ordinal)) name += "_" + suffix;
        // The suffix belongs to histograms; the runtime's own dotnet.timer.count and its like are gauges.
        if (name.EndsWith("_count", StringComparison.Ordinal)) name = name[..^"count".Length] + "number";
        return (name, factor);
    }

    /// <summary>A name of letters, digits and underscores that begins with a letter.</summary>
    public static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var c in name) text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        if (text.Length == 0 || !char.IsAsciiLetter(text[0])) text.Insert(0, "m_");
        return text.ToString();
    }
}
