using System.Globalization;

namespace EventFlow.Cli.Store;

/// <summary>Times on the command line: <c>now</c>, <c>90m</c>, <c>2h</c> or <c>7d</c> ago, RFC 3339, or unix milliseconds.</summary>
internal static class TimeArgument
{
    public const string Expected = "now, a time ago such as 15m, 2h or 7d, a time such as 2026-01-31T12:00:00Z, or unix milliseconds";

    /// <summary>Unix milliseconds; null when the text is no time.</summary>
    public static long? Parse(string text, DateTimeOffset now)
    {
        if (text == "now")
        {
            return now.ToUnixTimeMilliseconds();
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unix))
        {
            return unix;
        }

        var unit = text.Length < 2 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        if (unit > 0 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * unit < 1e9)
        {
            return now.AddSeconds(-count * unit).ToUnixTimeMilliseconds();
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;
    }
}
