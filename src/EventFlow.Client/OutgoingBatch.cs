namespace EventFlow.Client;

/// <summary>Events ready to send as one request: newline-delimited JSON, and how often it may count.</summary>
/// <param name="Body">UTF-8, one JSON object a line.</param>
/// <param name="Count">Events in the body, 1 or more.</param>
/// <param name="Producer">Who numbers the batches, or null; with <paramref name="Sequence"/> it lets the silo recognise a batch sent twice.</param>
/// <param name="Sequence">Number of this batch; larger than that of the batch before. Without meaning when there is no producer.</param>
public sealed record OutgoingBatch(ReadOnlyMemory<byte> Body, int Count, string? Producer = null, long Sequence = 0);
