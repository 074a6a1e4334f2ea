using System.Buffers.Text;
using System.Text.Json;

namespace EventFlow.Gateway.Events;

/// <summary>Reads the time of an event: RFC 3339, or unix milliseconds as a number, of which a fraction is cut off.</summary>
internal static class EventTime
{
    public const string Expected = "a time of RFC 3339 with its zone, such as \"2026-01-31T12:00:00.000Z\", or unix milliseconds";

    /// <summary>The time in unix ms.</summary>
    public static bool TryParse(FieldRange range, ReadOnlySpan<byte> body, out long unixMs)
    {
        if (range.Type == JsonTokenType.Number)
        {
            return TryParseNumber(range.In(body), out unixMs);
        }

        unixMs = 0;
        return range.Type == JsonTokenType.String && TimestampText.TryParse(range.ContentIn(body), out unixMs);
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> json, out long unixMs)
    {
        if (Utf8Parser.TryParse(json, out unixMs, out var used) && used == json.Length)
        {
            return true;
        }

        if (Utf8Parser.TryParse(json, out double parts, out used) && used == json.Length && Math.Abs(parts) < long.MaxValue)
        {
            unixMs = (long)Math.Floor(parts);
            return true;
        }

        unixMs = 0;
        return false;
    }
}
