namespace EventFlow;

/// <summary>Tells how full the bounded queues of a feature are. A feature registers one, with <c>TryAddEnumerable</c>; the system page lists them all. Thread safe, and quick: it is asked on every look.</summary>
public interface IQueueSource
{
    /// <summary>The queues now.</summary>
    IEnumerable<QueueStatus> GetQueues();
}
