using EventFlow.LogPatterns;

namespace EventFlow.Services;

/// <summary>Log records of one second of event time, as they are counted; used again.</summary>
internal sealed class ServiceSecond
{
    /// <summary>Its start, event time, unix ms.</summary>
    public long Time { get; set; }

    public int Records { get; set; }

    public int Errors { get; set; }

    public LogPatternTally Patterns { get; } = new();

    public void Clear()
    {
        (Records, Errors) = (0, 0);
        Patterns.Clear();
    }
}
