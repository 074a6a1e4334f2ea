using System.Buffers.Binary;
using Confluent.Kafka;
using EventFlow.EventStore;
using EventFlow.SegmentLog;

namespace EventFlow.Kafka;

/// <summary>
/// A batch as a message: the value is the payload, compressed where that pays; the header <c>ef</c> holds the number of events and, where it is compressed, its length before (both 32 bits, little
/// endian; 0 where it is not).
/// </summary>
internal static class KafkaMessage
{
    private const string Header = "ef";

    public static Message<Null, byte[]> Of(in EncodedBatch batch, long receivedAt)
    {
        var compressed = BatchCompression.TryCompress(batch.Payload);
        var header = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(header, batch.Events);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), compressed is null ? 0 : batch.Payload.Length);
        return new() { Value = compressed ?? batch.Payload.ToArray(), Headers = [new Header(Header, header)], Timestamp = new(receivedAt, TimestampType.CreateTime) };
    }

    /// <summary>Payload and number of events.</summary>
    /// <exception cref="InvalidDataException">Somebody else wrote it, or it is damaged.</exception>
    public static (byte[] Payload, int Events) Read(Message<Ignore, byte[]> message)
    {
        if (!message.Headers.TryGetLastBytes(Header, out var header) || header.Length != 8 || message.Value is null)
        {
            throw new InvalidDataException("A message is no batch of EventFlow: it lacks the header 'ef'. Let nobody else write to the topic.");
        }

        var (events, rawBytes) = (BinaryPrimitives.ReadInt32LittleEndian(header), BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)));
        if (rawBytes == 0)
        {
            return (message.Value, events);
        }

        if (rawBytes is < 0 or > 256 << 20)
        {
            throw new InvalidDataException($"A message claims {rawBytes} bytes when unpacked; expected at most {256 << 20}.");
        }

        var payload = GC.AllocateUninitializedArray<byte>(rawBytes);
        BatchCompression.Decompress(message.Value, payload);
        return (payload, events);
    }
}
