namespace EventFlow.EventStore;

/// <summary>An event log that grain streams are fed from: it tells when there is more, and is read on and on. Thread safe.</summary>
public interface IFollowedEventLog : IEventLog
{
    /// <summary>
    /// Called with stream and partition when events have become readable, whoever appended them; it returns at once and does not throw. A call may be late by a moment, and may come when nothing
    /// is new; none is left out for good.
    /// </summary>
    event Action<string, int>? Appended;

    /// <summary>The offset that the next event of a partition gets, as far as this process knows. Cheap.</summary>
    long GetNextOffset(string stream, int partition);

    /// <summary>A reader that keeps its place, from an offset on.</summary>
    IEventReader OpenReader(string stream, int partition, long fromOffset);
}
