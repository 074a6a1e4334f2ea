namespace EventFlow.EventStore;

/// <summary>Settings of the event store. Retention, by stream, is set where the segments are: EventFlow:SegmentLog.</summary>
public sealed class EventStoreOptions
{
    /// <summary>Folder of the log. Default: <c>log</c> in EventFlow:DataDirectory, which is <c>eventflow-data</c> unless set.</summary>
    public string? Directory { get; set; }
}
