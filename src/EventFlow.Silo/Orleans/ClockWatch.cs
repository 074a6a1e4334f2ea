using Microsoft.Extensions.Options;
using Npgsql;

namespace EventFlow.Silo;

/// <summary>
/// Looks now and then whether this machine's clock still agrees with the database's, as it did at the start: arrival times, silences and the times of alerts come from it. A silo that runs is not
/// ended for it, since the clock of the database may be the one that is wrong; it says so in the log.
/// </summary>
internal sealed partial class ClockWatch(NpgsqlDataSource source, IOptions<EventFlowClusterOptions> options, TimeProvider time, ILogger<ClockWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private bool _isOff;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
    }

    /// <summary>Looks once; what is wrong is said when it begins and when it is over.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            Note(await DatabaseClock.SkewAsync(connection, time, cancellationToken));
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever keeps the database away, a name that cannot be looked up among it: it is said by those who need it, and this watch ends no silo.
        }
    }

    private void Note(TimeSpan skew)
    {
        var isOff = skew.Duration().TotalSeconds > options.Value.MaxClockSkewSeconds;
        if (isOff == _isOff) return;
        _isOff = isOff;
        if (isOff) LogOff(logger, DatabaseClock.Describe(skew, options.Value.MaxClockSkewSeconds));
        else LogAgrees(logger);
    }

    [LoggerMessage(6140, LogLevel.Error, "{Fault} Until then events that arrive here bear wrong times, and after its next stop this silo does not start.")]
    private static partial void LogOff(ILogger logger, string fault);

    [LoggerMessage(6141, LogLevel.Warning, "The clock of this machine agrees with the database's again.")]
    private static partial void LogAgrees(ILogger logger);
}
