namespace EventFlow.EventStore;

/// <summary>A batch in the layout of the log, ready to be stored: its bytes, number of events, and earliest and latest event time (unix ms).</summary>
public readonly record struct EncodedBatch(ReadOnlyMemory<byte> Payload, int Events, long FirstTime, long LastTime);
