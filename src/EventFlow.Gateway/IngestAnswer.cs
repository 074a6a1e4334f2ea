using EventFlow.Ingestion;

namespace EventFlow.Gateway;

/// <summary>The answer to a request with events: how many were stored, were there already, and were not stored; the first 1,000 of the latter with their reasons; and where the stored lie.</summary>
public sealed record IngestAnswer(int Accepted, int Duplicates, int Rejected, IReadOnlyList<IngestionError> Errors, IReadOnlyList<StoredRange> Offsets)
{
    internal static IngestAnswer Of(IngestionResult result) => new(result.Accepted, result.Duplicates, result.Rejected, result.Errors, result.Offsets);
}
