namespace EventFlow.Gateway.Events;

/// <summary>Reads times of RFC 3339, such as <c>2026-11-21T03:42:40.123Z</c>, a zone required, digits below a millisecond cut off.</summary>
internal static class TimestampText
{
    private const int DateAndTimeLength = 19;

    /// <summary>The time in unix ms.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length <= DateAndTimeLength || !HasPunctuation(text)
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)
            || !TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var rest = text[DateAndTimeLength..];
        if (!TryFraction(ref rest, out var milliseconds) || !TryZone(rest, out var offsetMinutes))
        {
            return false;
        }

        // A leap second (60) becomes the first of the next minute, as on systems that step.
        var date = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc);
        unixMs = (date.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond + second * 1000L + milliseconds - offsetMinutes * 60_000L;
        return true;
    }

    private static bool HasPunctuation(ReadOnlySpan<byte> text) =>
        text[4] == '-' && text[7] == '-' && text[10] is (byte)'T' or (byte)'t' or (byte)' ' && text[13] == ':' && text[16] == ':';

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out int milliseconds)
    {
        milliseconds = 0;
        if (rest.IsEmpty || rest[0] != '.')
        {
            return true;
        }

        var digits = 0;
        while (digits + 1 < rest.Length && char.IsAsciiDigit((char)rest[digits + 1]))
        {
            if (digits < 3)
            {
                milliseconds = milliseconds * 10 + (rest[digits + 1] - '0');
            }

            digits++;
        }

        for (var i = digits; i < 3; i++)
        {
            milliseconds *= 10;
        }

        rest = rest[(digits + 1)..];
        return digits > 0;
    }

    private static bool TryZone(ReadOnlySpan<byte> rest, out int offsetMinutes)
    {
        offsetMinutes = 0;
        if (rest.Length == 1)
        {
            return rest[0] is (byte)'Z' or (byte)'z';
        }

        if (rest.Length != 6 || rest[0] is not ((byte)'+' or (byte)'-') || rest[3] != ':'
            || !TryDigits(rest[1..3], out var hours) || !TryDigits(rest[4..6], out var minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }

        offsetMinutes = (hours * 60 + minutes) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var b in text)
        {
            if (!char.IsAsciiDigit((char)b))
            {
                return false;
            }

            value = value * 10 + (b - '0');
        }

        return true;
    }
}
