using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EventFlow.Postgres.EventLog;

/// <summary>Keeps this process informed of what others append: by notification, and by looking now and then, in case one was lost. A connection of its own.</summary>
internal sealed partial class LogFollower(NpgsqlDataSource source, PostgresEventLog log, IOptions<PostgresEventLogOptions> options, TimeProvider clock, ILogger<LogFollower> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private string? _fault;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = options.Value.PollInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Complain(PostgresFault.Of(e).Text);
                await Task.Delay(pause < LongestPause ? pause : LongestPause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await using var connection = await source.OpenConnectionAsync(stoppingToken).ConfigureAwait(false);
        connection.Notification += (_, told) => Note(told.Payload);
        await using (var listen = new NpgsqlCommand($"listen {LogTables.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken).ConfigureAwait(false);
        }

        while (true)
        {
            foreach (var (stream, partition, first, next) in await LogTables.ReadEndsAsync(connection, stoppingToken).ConfigureAwait(false))
            {
                log.Ends.NoteFirst(stream, partition, first);
                log.Ends.NoteNext(stream, partition, next);
            }

            Complain(null);
            log.Committer.NoteAnswer();
            var looked = clock.GetTimestamp();
            for (var left = options.Value.PollInterval; left > TimeSpan.Zero; left = options.Value.PollInterval - clock.GetElapsedTime(looked))
            {
                // Whole milliseconds count, and 0 of them would wait without end.
                await connection.WaitAsync(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), stoppingToken).ConfigureAwait(false);
            }
        }
    }

    // stream/partition=next offset, separated by spaces; what is not of this form comes from another version, and looking finds what it says.
    private void Note(string payload)
    {
        foreach (var part in payload.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (slash, equal) = (part.IndexOf('/'), part.IndexOf('='));
            if (slash > 0 && equal > slash && int.TryParse(part.AsSpan(slash + 1, equal - slash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                && long.TryParse(part.AsSpan(equal + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var next))
            {
                log.Ends.NoteNext(part[..slash], partition, next);
            }
        }
    }

    private void Complain(string? fault)
    {
        if (fault is not null && fault != _fault)
        {
            LogBlind(fault);
        }

        // A connection that broke once is no news; that the next is not to be had is.
        log.NoteBlind(_fault is null ? null : fault);
        _fault = fault;
    }

    [LoggerMessage(9010, LogLevel.Warning, "Events that other processes store are not seen: {Fault}. It is tried again.")]
    private partial void LogBlind(string fault);
}
