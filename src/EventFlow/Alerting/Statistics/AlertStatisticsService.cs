namespace EventFlow.Alerting.Statistics;

/// <summary>Computes the numbers from the stream <c>alerts</c>, which holds every transition, so that they survive a restart and need no books of their own.</summary>
public sealed class AlertStatisticsService(IEventLog log, IChannelService channels) : IAlertStatisticsService
{
    /// <summary>Transitions read at most.</summary>
    public const int MaxTransitions = 500_000;

    private const long LongestSpanMs = 400L * 24 * 60 * 60 * 1000;

    /// <inheritdoc/>
    public async ValueTask<Outcome<AlertStatistics>> Compute(long from, long to)
    {
        if (from < 0 || to <= from) return Outcome<AlertStatistics>.Invalid([new("to", "not after from", "an end after the start")]);
        if (to - from > LongestSpanMs) return Outcome<AlertStatistics>.Invalid([new("from", "more than 400 days before to", "a span of at most 400 days")]);
        var (tally, left) = (new AlertTally(), MaxTransitions);
        var partitions = log.Streams.FirstOrDefault(static s => s.Name == StreamNames.Alerts)?.Partitions ?? 0;
        for (var partition = 0; partition < partitions && left > 0; partition++)
            await foreach (var batch in log.ReadByTime(StreamNames.Alerts, partition, from, to))
            {
                foreach (var item in batch.Events)
                    if (item is DomainEvent transition) tally.Add(transition);
                if ((left -= batch.Events.Count) <= 0) break;
            }
        var told = (await channels.List()).Select(static c => new AlertStatisticsChannel(c.Channel.Id, c.Sent, c.FailedAttempts, c.DeadLetters));
        return Outcome<AlertStatistics>.Done(tally.Compute(from, to, [.. told], left > 0));
    }
}
