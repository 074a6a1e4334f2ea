using System.Globalization;

namespace EventFlow.Silo;

/// <summary>The times the API takes, in a query and in JSON alike. The last years that calendars reckon with are left out, so that a turn, a week or a year after any time is still a time.</summary>
internal static class ApiTime
{
    /// <summary>The last one, unix ms: the end of the year 9989.</summary>
    public const long Last = 253_086_767_999_999;

    /// <summary>What faults expect.</summary>
    public const string Expected = "a time from 1970 to 9989, as unix milliseconds or such as 2026-01-31T12:00:00Z";

    /// <summary>Reads unix milliseconds or RFC 3339.</summary>
    public static bool TryRead(string text, out long unixMs)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out unixMs))
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return false;
            unixMs = time.ToUnixTimeMilliseconds();
        }
        return IsWithin(unixMs);
    }

    /// <summary>Whether a time is one the API takes.</summary>
    public static bool IsWithin(long unixMs) => unixMs is >= 0 and <= Last;
}
