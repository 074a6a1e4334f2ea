namespace EventFlow.Load;

/// <summary>Waits for an instant of a clock.</summary>
internal interface IPacer
{
    /// <summary>Returns when the timestamp of the clock has come, at once when it has passed.</summary>
    void SleepUntil(long timestamp, CancellationToken cancellationToken);
}
