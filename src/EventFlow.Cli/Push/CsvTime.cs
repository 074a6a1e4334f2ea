using System.Globalization;

namespace EventFlow.Cli.Push;

/// <summary>Reads the times that recordings use: <c>2014-04-01 00:05:00</c> (UTC), RFC 3339, unix seconds, unix milliseconds.</summary>
internal static class CsvTime
{
    /// <summary>What <see cref="TryParse"/> takes, for error texts.</summary>
    public const string Expected = "a time such as 2014-04-01 00:05:00 (UTC), RFC 3339, unix seconds or unix milliseconds";

    // In seconds this lies in the year 5138, in milliseconds in 1973: no recording is near either.
    private const double SmallestMilliseconds = 100_000_000_000;

    private const double LargestMilliseconds = 100_000_000_000_000;

    private static readonly string[] WithoutZone =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd",
    ];

    public static bool TryParse(ReadOnlySpan<char> text, out long unixMs)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return TryParseNumber(number, out unixMs);
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, WithoutZone, CultureInfo.InvariantCulture, Utc, out var time)
            || DateTimeOffset.TryParseExact(text, ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK"], CultureInfo.InvariantCulture, Utc, out time))
        {
            unixMs = time.ToUnixTimeMilliseconds();
            return true;
        }

        unixMs = 0;
        return false;
    }

    private static bool TryParseNumber(double number, out long unixMs)
    {
        var milliseconds = Math.Abs(number) < SmallestMilliseconds ? number * 1000 : number;
        unixMs = (long)Math.Round(milliseconds);
        return number > 0 && milliseconds < LargestMilliseconds;
    }
}
