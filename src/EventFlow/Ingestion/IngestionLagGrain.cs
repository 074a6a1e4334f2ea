namespace EventFlow.Ingestion;

/// <summary>The one place where processes exchange how far partitions are: hosts a <see cref="LagBook"/>.</summary>
internal sealed class IngestionLagGrain(TimeProvider clock) : Grain, IIngestionLagGrain
{
    private readonly LagBook _book = new();

    public ValueTask<IReadOnlyList<PartitionStanding>> Exchange(LagReport report) => new(_book.Exchange(report, clock.GetSteadyTime()));
}
