namespace EventFlow;

/// <summary>Severity of a log record, in the order and with the short names of OpenTelemetry. The values are stored and never change.</summary>
public enum LogSeverity : byte
{
    /// <summary>Not said, or not understood.</summary>
    Unspecified = 0,
    /// <summary>The finest detail.</summary>
    Trace = 1,
    /// <summary>For a developer.</summary>
    Debug = 2,
    /// <summary>Normal operation.</summary>
    Info = 3,
    /// <summary>Unusual, not yet a failure.</summary>
    Warn = 4,
    /// <summary>An operation failed.</summary>
    Error = 5,
    /// <summary>The program cannot go on.</summary>
    Fatal = 6,
}
