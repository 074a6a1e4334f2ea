namespace EventFlow.Ingestion;

/// <summary>
/// What became of a request. Every item is counted once, as accepted (durable), duplicate (was durable already) or rejected; <paramref name="Errors"/> names
/// the rejected ones, the first <see cref="MaxErrors"/> of them.
/// </summary>
public sealed record IngestionResult(
    IngestionOutcome Outcome, int Accepted, int Duplicates, int Rejected, IReadOnlyList<IngestionError> Errors, IReadOnlyList<StoredRange> Offsets, TimeSpan RetryAfter, string Detail)
{
    /// <summary>How many errors an answer lists; <see cref="Rejected"/> counts all.</summary>
    public const int MaxErrors = 1000;

    internal static IngestionResult Refused(IngestionOutcome outcome, TimeSpan retryAfter, string detail) => new(outcome, 0, 0, 0, [], [], retryAfter, detail);
}
