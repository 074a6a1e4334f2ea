namespace EventFlow.Silo;

/// <summary>Makes the instruments that nobody else asks for when the silo starts, so that the first scrape knows them all; not sooner, because they look at the log.</summary>
internal sealed class InstrumentsService(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<ProcessInstruments>();
        services.GetRequiredService<StreamInstruments>();
        services.GetRequiredService<QueueInstruments>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
