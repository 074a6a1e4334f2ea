using EventFlow.EventStore;

namespace EventFlow.Ingestion;

/// <summary>What all drafts of a service share; streams are those of metrics, log records and domain events.</summary>
internal sealed record IngestionParts(EventValidator Validator, RecentEvents Recent, KnownServices Services, EncoderPool Encoders, EventStreamInfo[] Streams);
