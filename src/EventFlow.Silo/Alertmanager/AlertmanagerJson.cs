using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventFlow.Silo;

/// <summary>How Alertmanager writes JSON and times.</summary>
internal static class AlertmanagerJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
        MaxDepth = 16,
    };

    /// <summary>What faults expect of a time.</summary>
    public const string ExpectedTime = "a time from 1970 to 9989, such as 2026-11-21T08:00:00Z";

    /// <summary>A time with milliseconds: <c>2026-11-21T08:00:00.000Z</c>.</summary>
    public static string Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a time (RFC 3339, any number of digits of a second). Go's "no time", year 1, is none.</summary>
    /// <returns>False when the text is no time, or none that the API takes.</returns>
    public static bool TryReadTime(string? text, out long? unixMs)
    {
        unixMs = null;
        if (string.IsNullOrEmpty(text)) return true;
        // Without a zone it would mean whatever zone this machine is in.
        if (!text.Contains('T', StringComparison.Ordinal) || (text[^1] is not ('Z' or 'z') && text.LastIndexOfAny(['+', '-']) <= text.IndexOf('T', StringComparison.Ordinal))) return false;
        if (!DateTimeOffset.TryParse(Trim(text), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return false;
        if (time.Year == 1) return true;
        unixMs = time.ToUnixTimeMilliseconds();
        return ApiTime.IsWithin(unixMs.Value);
    }

    /// <summary>Reads an end. One after the last time the API takes, such as the end of the year 9999, means "for ever", so it is that last time.</summary>
    public static bool TryReadEnd(string? text, out long? unixMs)
    {
        if (TryReadTime(text, out unixMs)) return true;
        if (!(unixMs > ApiTime.Last)) return false;
        unixMs = ApiTime.Last;
        return true;
    }

    // Go writes nanoseconds; seven digits are all that is read here.
    private static string Trim(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return text;
        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - dot - 1 <= 7 ? text : text[..(dot + 8)] + text[end..];
    }
}
