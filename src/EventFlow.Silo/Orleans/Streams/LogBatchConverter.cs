using EventFlow.EventStore;
using Orleans.Serialization;

namespace EventFlow.Silo;

/// <summary>Takes a delivery apart for the way to another silo, and puts it together there. Thread safe.</summary>
[RegisterConverter]
internal sealed class LogBatchConverter : IConverter<LogBatchContainer, LogBatchSurrogate>
{
    private readonly EventBatchCodec _codec = new();

    public LogBatchSurrogate ConvertToSurrogate(in LogBatchContainer value) => new()
    {
        StreamId = value.StreamId,
        SequenceToken = value.SequenceToken,
        FirstOffsets = [.. value.Batches.Select(static b => b.FirstOffset)],
        Counts = [.. value.Batches.Select(static b => b.Events.Count)],
        Payloads = [.. value.Batches.Select(static b => EventBatchCodec.PayloadOf(b).ToArray())],
    };

    public LogBatchContainer ConvertFromSurrogate(in LogBatchSurrogate surrogate)
    {
        EventStreams.TryParseKey(surrogate.StreamId.GetKeyAsString(), out var stream, out var partition);
        var batches = new EventBatch[surrogate.Payloads.Length];
        for (var i = 0; i < batches.Length; i++) batches[i] = _codec.Decode(surrogate.Payloads[i], stream, partition, surrogate.FirstOffsets[i], surrogate.Counts[i]);
        return new(surrogate.StreamId, batches, surrogate.SequenceToken);
    }
}
