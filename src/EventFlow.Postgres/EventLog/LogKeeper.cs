using EventFlow.EventStore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EventFlow.Postgres.EventLog;

/// <summary>Makes the tables of the coming days, drops those that retention is done with, and looks at sizes. Every process does; whoever comes second finds nothing to do.</summary>
internal sealed partial class LogKeeper(NpgsqlDataSource source, PostgresEventLog log, IOptions<PostgresEventLogOptions> options, TimeProvider clock, ILogger<LogKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan SizesEvery = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var kept = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(SizesEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var isDue = clock.GetElapsedTime(kept) >= options.Value.KeepInterval;
            try
            {
                if (isDue)
                {
                    await KeepAsync(stoppingToken).ConfigureAwait(false);
                    kept = clock.GetTimestamp();
                }

                await NoteSizesAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Tried again the next time. Of a database that is away, appends complain already.
                if (isDue && PostgresFault.Of(e) is { Kind: not PostgresFaultKind.Away } fault)
                {
                    LogNotKept(fault.Text);
                }
            }
        }
    }

    /// <summary>Makes and drops what is due.</summary>
    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        await LogTables.PrepareAsync(source, log.Streams, cancellationToken).ConfigureAwait(false);
        foreach (var stream in log.Streams)
        {
            var days = await LogTables.ReadDaysAsync(source, stream.Name, cancellationToken).ConfigureAwait(false);
            if (KeepFrom(days, options.Value.RetentionOf(stream.Name)) is { } keepFrom
                && await LogTables.DropBeforeAsync(source, stream.Name, keepFrom, cancellationToken).ConfigureAwait(false) is > 0 and var dropped)
            {
                LogDropped(dropped, stream.Name, keepFrom);
            }
        }
    }

    /// <summary>Looks at sizes.</summary>
    internal async Task NoteSizesAsync(CancellationToken cancellationToken)
    {
        foreach (var size in await LogTables.ReadSizesAsync(source, cancellationToken).ConfigureAwait(false))
        {
            log.Ends.NoteSize(size);
        }
    }

    /// <summary>The first day that stays; null when all do. Today and the last day that was written always stay.</summary>
    internal static DateOnly? KeepFrom(List<(DateOnly Day, long Bytes, int DaysOld)> days, PostgresRetentionOptions retention)
    {
        var total = days.Sum(static d => d.Bytes);
        DateOnly? keepFrom = null;
        foreach (var (day, bytes, daysOld) in days.SkipLast(1))
        {
            // All of a day is older than the age when the day after it is.
            var isOld = daysOld - 1 >= retention.Age.TotalDays;
            var isTooMuch = retention.Bytes > 0 && total > retention.Bytes;
            if (daysOld < 1 || !(isOld || isTooMuch))
            {
                break;
            }

            (keepFrom, total) = (day.AddDays(1), total - bytes);
        }

        return keepFrom;
    }

    [LoggerMessage(9020, LogLevel.Information, "Retention dropped {Days} days of {Stream}: it is kept from {KeepFrom} on.")]
    private partial void LogDropped(int days, string stream, DateOnly keepFrom);

    [LoggerMessage(9021, LogLevel.Warning, "Retention could not be applied: {Fault}. It is tried again.")]
    private partial void LogNotKept(string fault);
}
