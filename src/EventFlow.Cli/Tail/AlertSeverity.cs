namespace EventFlow.Cli.Tail;

/// <summary>How bad an alert is; the order matters.</summary>
internal enum AlertSeverity
{
    /// <summary>Not said, or a word this version does not know.</summary>
    None = 0,
    Info,
    Warning,
    Critical,
}
