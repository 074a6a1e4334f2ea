namespace EventFlow.Ingestion;

/// <summary>The one place where processes tell how far they are: hosts a <see cref="CatchUpBook"/>.</summary>
internal sealed class CatchUpGrain(IEventLog log, TimeProvider clock) : Grain, ICatchUpGrain
{
    private readonly CatchUpBook _book = new(log.Streams, clock.GetSteadyTime());

    public ValueTask<bool> Report(CatchUpReport report) => new(_book.Note(report, clock.GetSteadyTime()));
}
