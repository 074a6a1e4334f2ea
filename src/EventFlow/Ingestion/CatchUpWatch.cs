using EventFlow.EventStore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Ingestion;

/// <summary>
/// Asks each second the grain of every partition, wherever it lives, whether it is catching up, so that no silo calls a service silent whose reports wait on another one. A partition whose grain gives no
/// answer, such as that of a silo that was lost and is not missed yet, is taken for one that is behind, for a while. For a cluster: one process knows it of itself.
/// </summary>
public sealed partial class CatchUpWatch(IGrainFactory grains, IngestionProgress progress, TimeProvider clock, ILogger<CatchUpWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    // A silo that is lost is missed within half a minute or so, and its partitions go on elsewhere. What gives no answer for longer must not hide every silence for good.
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, long> _answered = [];
    private string? _lastFailure;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Nothing is known yet, and a service that is active before the first answers may not be called silent either.
        progress.NoteElsewhere(isCatchingUp: true);
        foreach (var key in Keys())
        {
            _answered[key] = clock.GetTimestamp();
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await LookAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    /// <summary>Asks all.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Keys().Select(key => AskAsync(key, cancellationToken))).ConfigureAwait(false);
        var now = clock.GetTimestamp();
        foreach (var (key, isCatchingUp) in answers)
        {
            _answered[key] = isCatchingUp is null ? _answered.GetValueOrDefault(key, now) : now;
        }

        progress.NoteElsewhere(answers.Any(a => a.IsCatchingUp ?? clock.GetElapsedTime(_answered[a.Key], now) < GiveUpAfter));
    }

    private static IEnumerable<string> Keys() => EventStreams.Ingested.SelectMany(static s => Enumerable.Range(0, s.Partitions).Select(p => EventStreams.KeyOf(s.Name, p)));

    private async Task<(string Key, bool? IsCatchingUp)> AskAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var status = await grains.GetGrain<IIngestionGrain>(key).GetStatus().AsTask().WaitAsync(AnswerWithin, clock, cancellationToken).ConfigureAwait(false);
            return (key, status.IsCatchingUp);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Every second the same line would hide the others.
            if (Interlocked.Exchange(ref _lastFailure, e.Message) != e.Message)
            {
                LogNoAnswer(key, e.Message);
            }

            return (key, null);
        }
    }

    [LoggerMessage(3106, LogLevel.Information, "Partition {Partition} does not say how far it is: {Reason} For up to a minute no service is called silent meanwhile")]
    private partial void LogNoAnswer(string partition, string reason);
}
