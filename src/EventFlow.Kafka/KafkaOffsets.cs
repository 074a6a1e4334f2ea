namespace EventFlow.Kafka;

/// <summary>
/// Kafka numbers messages, EventFlow events, and a message is a batch. An event's offset is made of its message's: the events of message m end before (m + 1) · 2^18, each one below the next. So
/// offsets ascend, are consecutive within a batch, and the end of the log is known without reading it; between batches they have gaps. With 2^53 as the largest number a browser counts exactly
/// there is room for 2^35 messages a partition.
/// </summary>
internal static class KafkaOffsets
{
    private const int Bits = 18;

    /// <summary>Most events of a batch.</summary>
    public const int MostEvents = 1 << Bits;

    /// <summary>Offset of the first event of a message.</summary>
    public static long FirstOf(long message, int events) => ((message + 1) << Bits) - events;

    /// <summary>The offset that the first event behind a message cannot be below.</summary>
    public static long NextAfter(long message) => (message + 1) << Bits;

    /// <summary>Where a partition ends whose next message has a number; where it begins whose first one has.</summary>
    public static long BoundaryOf(long nextMessage) => nextMessage << Bits;

    /// <summary>The message that holds an offset, or the first behind it.</summary>
    public static long MessageOf(long offset) => offset >> Bits;
}
