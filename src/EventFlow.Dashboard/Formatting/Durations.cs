using System.Globalization;

namespace EventFlow.Dashboard.Formatting;

/// <summary>Durations as people type them: <c>90</c>, <c>90s</c>, <c>5m</c>, <c>1h 30m</c>.</summary>
public static class Durations
{
    /// <summary>Reads a duration; a bare number counts seconds.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var rest = (text ?? "").Trim().ToLowerInvariant();
        if (rest.Length == 0) return false;
        var seconds = 0.0;
        while (rest.Length > 0)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.')) digits++;
            if (digits == 0 || !double.TryParse(rest[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return false;
            rest = rest[digits..].TrimStart();
            var letters = 0;
            while (letters < rest.Length && char.IsAsciiLetter(rest[letters])) letters++;
            if (Seconds(rest[..letters]) is not { } factor) return false;
            seconds += number * factor;
            rest = rest[letters..].TrimStart();
        }
        if (seconds > TimeSpan.MaxValue.TotalSeconds / 2) return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>The shortest form that reads back as the same duration.</summary>
    public static string Write(TimeSpan span)
    {
        if (span == TimeSpan.Zero) return "0s";
        var text = new List<string>();
        if (span.TotalDays >= 1 && span.Hours == 0 && span.Minutes == 0 && span.TotalSeconds % 1 == 0 && span.Seconds == 0) return $"{(long)span.TotalDays}d";
        if ((long)span.TotalHours > 0) text.Add($"{(long)span.TotalHours}h");
        if (span.Minutes > 0) text.Add($"{span.Minutes}m");
        var seconds = span.Seconds + span.Milliseconds / 1000.0;
        if (seconds > 0) text.Add(seconds.ToString("0.###", CultureInfo.InvariantCulture) + "s");
        return string.Join(' ', text);
    }

    private static double? Seconds(string unit) => unit switch
    {
        "" or "s" or "sec" or "second" or "seconds" => 1,
        "ms" => 0.001,
        "m" or "min" or "minute" or "minutes" => 60,
        "h" or "hour" or "hours" => 3600,
        "d" or "day" or "days" => 86_400,
        _ => null,
    };
}
