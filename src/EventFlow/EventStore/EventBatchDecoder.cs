using System.Text;

namespace EventFlow.EventStore;

/// <summary>Reads a batch in any layout of <see cref="EventBatchFormat"/>. Thread safe; the pools are shared by all reads.</summary>
internal sealed class EventBatchDecoder(TextPool texts, SeriesPool series)
{
    private readonly RowBatchDecoder _rows = new(texts, series);

    /// <summary>Whether this program knows the layout the payload claims to have; a payload of a newer version is no corruption.</summary>
    public static bool IsKnownVersion(ReadOnlySpan<byte> payload) => !payload.IsEmpty && payload[0] is EventBatchFormat.RowVersion or EventBatchFormat.Version;

    /// <summary>The batch that starts at an offset. All of it is checked here; its events are made when somebody looks at them, from a copy of the payload.</summary>
    /// <exception cref="InvalidDataException">The payload is corrupt, or of a version this program does not know; the message says where and how.</exception>
    public EventBatch Decode(ReadOnlySpan<byte> payload, string stream, int partition, long firstOffset)
    {
        try
        {
            var reader = new ByteReader(payload);
            switch (reader.ReadByte("version"))
            {
                case EventBatchFormat.RowVersion:
                    return _rows.Decode(ref reader, stream, partition, firstOffset);
                case EventBatchFormat.Version:
                    return EncodedEvents.Read(payload.ToArray(), texts, series).ToBatch(stream, partition, firstOffset);
                case var version:
                    reader.ThrowInvalid("version", version.ToString(), $"{EventBatchFormat.RowVersion} or {EventBatchFormat.Version}; a newer EventFlow wrote it, or it is no event batch");
                    return null!;
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"Event batch at {stream}/{partition}, offset {firstOffset} is corrupt: a text is not valid UTF-8.", e);
        }
    }
}
