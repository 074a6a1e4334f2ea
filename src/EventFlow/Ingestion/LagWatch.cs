using EventFlow.EventStore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Ingestion;

/// <summary>
/// Tells the cluster twice a second what this process knows of the partitions of the log, and learns how far those are that others append to and apply, so that its gateway refuses by the lag of the
/// partition an event goes to, whichever silo applies it, and no request asks a grain for that. For a cluster; one process knows it of itself.
/// </summary>
public sealed partial class LagWatch(IGrainFactory grains, IngestionProgress progress, TimeProvider clock, ILogger<LagWatch> logger) : BackgroundService
{
    // What one process tells is known to the others after two of these.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private readonly string _process = Guid.NewGuid().ToString("N");
    private string? _lastFailure;

    /// <summary>Name of this process, for people.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await ExchangeAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    /// <summary>Tells, and takes the answer.</summary>
    internal async Task ExchangeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await grains.GetGrain<IIngestionLagGrain>(Tenants.Default).Exchange(Report()).AsTask()
                .WaitAsync(AnswerWithin, clock, cancellationToken).ConfigureAwait(false);
            foreach (var standing in answer)
            {
                progress.Hear(standing);
            }

            _lastFailure = null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Twice a second the same line would hide the others.
            if (_lastFailure != e.Message)
            {
                LogNoAnswer(e.Message);
            }

            _lastFailure = e.Message;
        }
    }

    private LagReport Report() => new(_process, [.. progress.Standings]) { Name = Name };

    [LoggerMessage(3107, LogLevel.Information, "How far behind partitions are that other silos apply is not known anew: {Reason} What was known holds for up to a minute; after that nothing is refused for their lag here")]
    private partial void LogNoAnswer(string reason);
}
