namespace EventFlow;

/// <summary>
/// Knows whether any partition of the log is behind, whichever process applies it, so that no process calls a service silent whose reports wait on another one. The key is the tenant. It keeps nothing:
/// every process tells it each second how it stands, and is told how all stand.
/// </summary>
[Alias("EventFlow.ICatchUpGrain")]
public interface ICatchUpGrain : IGrainWithStringKey
{
    /// <summary>Takes what a process says of the partitions it applies; answers whether any partition is, or may be, catching up.</summary>
    [Alias("Report")]
    ValueTask<bool> Report(CatchUpReport report);
}
