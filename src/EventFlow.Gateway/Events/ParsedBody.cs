using EventFlow.Ingestion;

namespace EventFlow.Gateway.Events;

/// <summary>What a body holds: items, and the batch's producer and sequence where an envelope says them; or the fault that makes all of it unreadable.</summary>
internal sealed record ParsedBody(IReadOnlyList<IngestionItem> Items, string? Producer, long? Sequence, SyntaxFault? Syntax)
{
    public static ParsedBody Broken(SyntaxFault fault) => new([], null, null, fault);
}
