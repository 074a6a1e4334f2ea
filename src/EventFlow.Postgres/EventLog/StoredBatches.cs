using EventFlow.EventStore;
using EventFlow.SegmentLog;
using Microsoft.Extensions.Logging;

namespace EventFlow.Postgres.EventLog;

/// <summary>Makes batches of rows. One that is damaged is reported, counted and passed over. Thread safe.</summary>
internal sealed partial class StoredBatches(EventBatchCodec codec, EventStoreInstruments instruments, ILogger logger)
{
    /// <summary>The batch of a row; null when it is damaged.</summary>
    /// <exception cref="NotSupportedException">A newer program wrote it.</exception>
    public EventBatch? TryDecode(byte[] stored, int rawBytes, string stream, int partition, long firstOffset, int events)
    {
        try
        {
            var payload = stored;
            if (rawBytes > 0)
            {
                payload = GC.AllocateUninitializedArray<byte>(rawBytes);
                BatchCompression.Decompress(stored, payload);
            }

            return codec.Decode(payload, stream, partition, firstOffset, events);
        }
        catch (InvalidDataException e)
        {
            instruments.Unreadable(stream, events);
            LogUnreadable(logger, e, stream, partition, firstOffset, firstOffset + events - 1);
            return null;
        }
    }

    [LoggerMessage(9003, LogLevel.Error, "Events {First} to {Last} of {Stream}/{Partition} are unreadable and were passed over.")]
    private static partial void LogUnreadable(ILogger logger, Exception error, string stream, int partition, long first, long last);
}
