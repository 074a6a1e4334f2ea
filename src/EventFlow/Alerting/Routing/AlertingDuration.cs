using System.Globalization;

namespace EventFlow.Alerting.Routing;

/// <summary>Spans of time as Alertmanager writes them: <c>30s</c>, <c>1h30m</c>, <c>4h</c>, <c>1d</c>, <c>2w</c>.</summary>
public static class AlertingDuration
{
    private const long LongestMs = 100L * 31_536_000_000;

    private static readonly (string Unit, long Ms)[] Units = [("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a span; units descend, each occurs once.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        if (text == "0") return true;
        var (at, next, ms) = (0, 0, 0L);
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            if (at == start || at - start > 9) return false;
            var count = long.Parse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture);
            var unitStart = at;
            while (at < text.Length && char.IsAsciiLetterLower(text[at])) at++;
            var unit = Array.FindIndex(Units, next, u => text.AsSpan(unitStart, at - unitStart).SequenceEqual(u.Unit));
            if (unit < 0) return false;
            // Before it is reckoned with: nine digits of years are more than a number holds.
            if (count > LongestMs / Units[unit].Ms) return false;
            ms += count * Units[unit].Ms;
            next = unit + 1;
        }
        span = TimeSpan.FromMilliseconds(ms);
        return text.Length > 0 && ms < LongestMs;
    }

    /// <summary>Writes a span: <c>1h30m</c>.</summary>
    public static string Write(TimeSpan span)
    {
        var ms = (long)span.TotalMilliseconds;
        if (ms == 0) return "0s";
        var text = "";
        // Years and weeks are read, not written: 8 days say more than 1w1d.
        foreach (var (unit, length) in Units[2..])
        {
            if (ms < length) continue;
            text += (ms / length).ToString(CultureInfo.InvariantCulture) + unit;
            ms %= length;
        }
        return text;
    }
}
