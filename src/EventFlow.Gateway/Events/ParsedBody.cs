namespace EventFlow.Gateway.Events;

/// <summary>What a body says beside its events: the batch's producer and sequence where an envelope has them; or the fault that makes all of it unreadable.</summary>
internal readonly record struct ParsedBody(string? Producer, long? Sequence, SyntaxFault? Syntax);
