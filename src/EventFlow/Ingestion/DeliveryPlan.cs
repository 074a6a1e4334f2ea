namespace EventFlow.Ingestion;

/// <summary>
/// What is to be called for frames that came together: one call a series and one a service, whatever the number of frames. Which frames come together may differ after a restart;
/// what each grain ends up with does not.
/// </summary>
internal sealed record DeliveryPlan(
    long FirstOffset, long NextOffset, int Routed, int Duplicates, IReadOnlyList<SeriesBatch> Series, IReadOnlyDictionary<string, ServiceBatch> Services, PendingDuplicates Pending);
