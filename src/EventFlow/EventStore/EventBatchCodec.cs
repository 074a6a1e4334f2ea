namespace EventFlow.EventStore;

/// <summary>Makes bytes of batches and batches of bytes, in the one layout that every log stores (<see cref="EventBatchFormat"/>). Thread safe.</summary>
public sealed class EventBatchCodec
{
    private readonly EventBatchDecoder _decoder = new(new TextPool(), new SeriesPool());
    private readonly EncoderPool _encoders = new();

    /// <summary>The bytes of a batch; they are nobody else's.</summary>
    /// <exception cref="ArgumentException">It has no events.</exception>
    public EncodedBatch Encode(EventBatch batch)
    {
        RefuseEmpty(batch);

        // Fast path: a gateway has encoded the batch as it read it.
        if (batch.Events is DraftEvents draft && draft.Matches(batch))
        {
            return new(draft.Payload, draft.Count, draft.FirstTime, draft.LastTime);
        }

        var encoder = _encoders.Rent();
        try
        {
            return new(encoder.Encode(batch).ToArray(), encoder.Count, encoder.FirstTime, encoder.LastTime);
        }
        finally
        {
            _encoders.Return(encoder);
        }
    }

    /// <summary>The bytes of a batch that a log gave, to be decoded elsewhere.</summary>
    public static ReadOnlyMemory<byte> PayloadOf(EventBatch batch) => EncodedEvents.Of(batch).Payload;

    /// <summary>The batch of a payload.</summary>
    /// <param name="payload">What was stored.</param>
    /// <param name="stream">Where.</param>
    /// <param name="partition">Where.</param>
    /// <param name="firstOffset">Offset of its first event.</param>
    /// <param name="events">Number of events that it was stored with.</param>
    /// <exception cref="NotSupportedException">A newer program wrote it: passing over it would lose what that one can read.</exception>
    /// <exception cref="InvalidDataException">It is corrupt: reading again gives the same.</exception>
    public EventBatch Decode(ReadOnlySpan<byte> payload, string stream, int partition, long firstOffset, int events)
    {
        if (!EventBatchDecoder.IsKnownVersion(payload))
        {
            throw new NotSupportedException(
                $"The batch at {stream}/{partition}, offset {firstOffset}, has format {(payload.IsEmpty ? "none" : payload[0])}; expected {EventBatchFormat.RowVersion} or {EventBatchFormat.Version}. Run the version of EventFlow that wrote it, or a later one.");
        }

        var batch = _decoder.Decode(payload, stream, partition, firstOffset);
        return batch.Events.Count == events
            ? batch
            : throw new InvalidDataException($"The batch at {stream}/{partition}, offset {firstOffset}, holds {batch.Events.Count} events; expected {events}, as it was stored with.");
    }

    /// <summary>Whether a batch holds an event of a span of event time, unix ms; what holds the batch knows only its earliest and latest time.</summary>
    public static bool HasTimeWithin(EventBatch batch, long from, long to)
    {
        for (var i = 0; i < batch.Events.Count; i++)
        {
            var time = batch.Events is EncodedEvents encoded ? encoded.TimeOf(i) : batch.Events[i].Timestamp;
            if (time >= from && time < to)
            {
                return true;
            }
        }

        return false;
    }

    internal static void RefuseEmpty(EventBatch batch)
    {
        if (batch.Events.Count == 0)
        {
            throw new ArgumentException("The batch has no events; expected at least one.", nameof(batch));
        }
    }
}
