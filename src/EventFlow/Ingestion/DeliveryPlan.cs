namespace EventFlow.Ingestion;

/// <summary>
/// What is to be called for frames that came together: one call a series, whatever the number of frames; for services one call a frame, in order, since a service tells by frames
/// what it has seen. Which frames come together may differ after a restart; what each grain ends up with does not.
/// </summary>
internal sealed record DeliveryPlan(
    long FirstOffset, long NextOffset, int Routed, int Duplicates, IReadOnlyList<SeriesBatch> Series, IReadOnlyDictionary<string, List<ServiceBatch>> Services, PendingDuplicates Pending);
