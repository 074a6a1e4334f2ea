namespace EventFlow.Gateway.Events;

/// <summary>Reads the names of log levels, in any case.</summary>
internal static class SeverityText
{
    public const string Expected = "trace, debug, info, warn, error or fatal";

    public static bool TryParse(ReadOnlySpan<byte> text, out LogSeverity level)
    {
        Span<byte> lower = stackalloc byte[11];
        level = LogSeverity.Unspecified;
        if (text.Length > lower.Length)
        {
            return false;
        }

        lower = lower[..text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            lower[i] = (byte)char.ToLowerInvariant((char)text[i]);
        }

        level = Named(lower);
        return level != LogSeverity.Unspecified;
    }

    private static LogSeverity Named(ReadOnlySpan<byte> lower) =>
        lower.SequenceEqual("info"u8) || lower.SequenceEqual("information"u8) ? LogSeverity.Info
        : lower.SequenceEqual("warn"u8) || lower.SequenceEqual("warning"u8) ? LogSeverity.Warn
        : lower.SequenceEqual("error"u8) ? LogSeverity.Error
        : lower.SequenceEqual("debug"u8) ? LogSeverity.Debug
        : lower.SequenceEqual("fatal"u8) || lower.SequenceEqual("critical"u8) ? LogSeverity.Fatal
        : lower.SequenceEqual("trace"u8) ? LogSeverity.Trace
        : LogSeverity.Unspecified;
}
