using System.Globalization;

namespace EventFlow.Rules;

/// <summary>Numbers and spans as a person writes them: four significant digits, invariant culture.</summary>
internal static class Figures
{
    public static string Of(double value)
    {
        var size = Math.Abs(value);
        if (size == 0) return "0";
        if (size is >= 1e9 or < 1e-4) return value.ToString("0.###e+0", CultureInfo.InvariantCulture);
        var decimals = Math.Clamp(3 - (int)Math.Floor(Math.Log10(size)), 0, 7);
        return Math.Round(value, decimals).ToString("0.#######", CultureInfo.InvariantCulture);
    }

    public static string WithUnit(double value, string? unit) => unit switch
    {
        null or "" or "1" => Of(value),
        "percent" => Of(value) + " %",
        _ => $"{Of(value)} {unit}",
    };

    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} d"),
    };

    /// <summary>The band in words; null when there is none.</summary>
    public static string? Expectation(double? lower, double? upper) => (lower, upper) switch
    {
        ({ } from, { } to) => $"expected {Of(from)} to {Of(to)}",
        (null, { } to) => $"expected at most {Of(to)}",
        ({ } from, null) => $"expected at least {Of(from)}",
        _ => null,
    };
}
