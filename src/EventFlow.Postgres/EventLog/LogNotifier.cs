using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace EventFlow.Postgres.EventLog;

/// <summary>
/// Tells other processes of what this one has stored. Beside the transaction of the append, not in it: one that notifies holds a lock of the whole database until it is on the disk, and appends of all
/// processes would queue for it.
/// </summary>
internal sealed class LogNotifier : BackgroundService
{
    // Tells of many appends at once, and adds at most this to the way of an event.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly NpgsqlDataSource _source;
    private readonly PostgresEventLog _log;
    private readonly TimeProvider _clock;
    private readonly Dictionary<(string Stream, int Partition), long> _ends = [];
    private readonly Channel<bool> _some = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public LogNotifier(NpgsqlDataSource source, PostgresEventLog log, TimeProvider clock)
    {
        (_source, _log, _clock) = (source, log, clock);
        log.Stored += OnStored;
    }

    public override void Dispose()
    {
        _log.Stored -= OnStored;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _some.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
            {
                _some.Reader.TryRead(out _);
                await TellAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(Pause, _clock, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not told is found by looking.
        }
    }

    private async Task TellAsync(CancellationToken stoppingToken)
    {
        string payload;
        lock (_ends)
        {
            payload = string.Join(' ', _ends.Select(static e => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{e.Key.Stream}/{e.Key.Partition}={e.Value}")));
            _ends.Clear();
        }

        try
        {
            await LogTables.NotifyAsync(_source, payload, stoppingToken).ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // The others look by themselves soon; whether the database is away, the appends say.
        }
    }

    private void OnStored(IReadOnlyCollection<(string Stream, int Partition, long Next)> ends)
    {
        lock (_ends)
        {
            foreach (var (stream, partition, next) in ends)
            {
                _ends[(stream, partition)] = next;
            }
        }

        _some.Writer.TryWrite(true);
    }
}
