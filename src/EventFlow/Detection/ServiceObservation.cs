using EventFlow.LogPatterns;

namespace EventFlow.Detection;

/// <summary>
/// What a service reported within one second of event time, as far as it arrived together: <paramref name="Time"/> is the start of that second and <paramref name="ReceivedAt"/> the arrival,
/// both unix ms. <paramref name="Errors"/> counts the records of level error and above among <paramref name="Records"/>; <paramref name="Others"/> counts samples and domain events.
/// </summary>
public readonly record struct ServiceObservation(long Time, long ReceivedAt, int Records, int Errors, int Others)
{
    private readonly LogPatternTally? _patterns;

    /// <summary>The records by pattern of their messages; empty where messages are not known.</summary>
    public LogPatternTally Patterns
    {
        get => _patterns ?? LogPatternTally.None;
        init => _patterns = value;
    }
}
