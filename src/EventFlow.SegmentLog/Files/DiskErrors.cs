namespace EventFlow.SegmentLog;

/// <summary>Tells a full disk from other faults.</summary>
internal static class DiskErrors
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>True for what a disk may do to a write: an I/O error, or a permission taken away.</summary>
    public static bool IsDiskFault(Exception error) => error is IOException or UnauthorizedAccessException;

    public static AppendOutcome OutcomeOf(Exception error) =>
        error is IOException { HResult: NoSpace or QuotaExceeded or WindowsDiskFull } ? AppendOutcome.DiskFull : AppendOutcome.IoError;
}
