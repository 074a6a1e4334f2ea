using EventFlow.EventStore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Ingestion;

/// <summary>
/// Tells the cluster each second how far this process is with the partitions it applies, and learns whether any is behind anywhere, so that no service is called silent whose reports wait on another silo.
/// Grains of partitions are not asked: a question would wake them here, and not where their part of the log is read. For a cluster; one process knows it of itself.
/// </summary>
public sealed partial class CatchUpWatch(IGrainFactory grains, IEventLog log, IngestionProgress progress, TimeProvider clock, ILogger<CatchUpWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    // The grain that answers may have been on a silo that was lost; it comes up elsewhere as soon as that one is missed.
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(1);

    private readonly string _process = Guid.NewGuid().ToString("N");
    private long _answeredAt;
    private string? _lastFailure;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Nothing is known yet, and a service that is active before the first answer may not be called silent either.
        _answeredAt = clock.GetTimestamp();
        progress.NoteElsewhere(isCatchingUp: true);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await TellAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    /// <summary>Tells, and takes the answer.</summary>
    internal async Task TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            progress.NoteElsewhere(
                await grains.GetGrain<ICatchUpGrain>(Tenants.Default).Report(Report()).AsTask().WaitAsync(AnswerWithin, clock, cancellationToken).ConfigureAwait(false));
            (_answeredAt, _lastFailure) = (clock.GetTimestamp(), null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            progress.NoteElsewhere(clock.GetElapsedTime(_answeredAt) < GiveUpAfter);

            // Every second the same line would hide the others.
            if (_lastFailure != e.Message)
            {
                LogNoAnswer(e.Message);
            }

            _lastFailure = e.Message;
        }
    }

    private CatchUpReport Report()
    {
        var applied = progress.Applications.Select(static p => EventStreams.KeyOf(p.Stream, p.Partition));
        var empty = log.GetPartitions().Where(static p => p.NextOffset <= p.FirstOffset).Select(static p => EventStreams.KeyOf(p.Stream, p.Partition));
        return new(_process, [.. applied.Union(empty)], [.. progress.CatchingUp.Select(static p => EventStreams.KeyOf(p.Stream, p.Partition))]);
    }

    [LoggerMessage(3106, LogLevel.Information, "It is not known whether all partitions are applied: {Reason} For up to a minute no service is called silent meanwhile")]
    private partial void LogNoAnswer(string reason);
}
