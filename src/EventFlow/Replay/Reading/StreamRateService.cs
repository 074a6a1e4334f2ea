using Microsoft.Extensions.Hosting;

namespace EventFlow.Replay;

/// <summary>Looks at the streams every few seconds, so that their rates are known when somebody asks.</summary>
internal sealed class StreamRateService(IEventLog log, StreamRates rates, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            foreach (var partition in Partitions()) rates.Note(partition);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // A log that cannot answer says so where it is asked for events; a rate is not worth a fault.
    private IReadOnlyList<EventPartitionInfo> Partitions()
    {
        try
        {
            return log.GetPartitions();
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            return [];
        }
    }
}
