namespace EventFlow.Ingestion;

/// <summary>
/// What one sender sends at once. <paramref name="Caller"/> is who is limited (user, API key or address); <paramref name="ReceivedAt"/> is arrival time, unix ms. With
/// <paramref name="Producer"/> and <paramref name="Sequence"/> a repeated request is told by its number, without ids in the events: numbers ascend, at most 64 requests of a producer
/// are under way at once, and a producer that lost count takes a new name.
/// </summary>
public sealed record IngestionRequest(string Caller, long ReceivedAt, IReadOnlyList<IngestionItem> Items, string? Producer = null, long? Sequence = null);
