using System.Collections.Concurrent;

namespace EventFlow.Ingestion;

/// <summary>
/// Lets requests in while the partitions they touch are not too far behind, and beyond that as many as are worked off, shared evenly among callers. A request is let in whole or not at all, so that
/// whoever is refused may send it again as it is, with or without ids. Thread safe.
/// </summary>
internal sealed class LagGate(IngestionProgress progress, long maxLag, TimeProvider clock)
{
    // Nothing is known of the rate: a partition that has just begun, or that nothing comes out of.
    private static readonly TimeSpan UnknownWait = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Stream, int Partition), CallerShares> _shares = new();

    /// <summary>Zero when a request may be stored, else how long its sender should wait.</summary>
    public TimeSpan TryEnter(string caller, IReadOnlyList<PartitionLoad> loads)
    {
        // Fast path: nothing is behind.
        for (var i = 0; i < loads.Count; i++)
        {
            if (progress.LagOf(loads[i].Stream, loads[i].Partition) > maxLag)
            {
                return Share(caller, loads);
            }
        }

        return TimeSpan.Zero;
    }

    private TimeSpan Share(string caller, IReadOnlyList<PartitionLoad> loads)
    {
        var behind = loads.Where(l => progress.LagOf(l.Stream, l.Partition) > maxLag).ToList();
        var waits = behind.ConvertAll(load => WaitFor(caller, load));
        var longest = waits.Max();
        for (var i = 0; i < behind.Count; i++)
        {
            Settle(caller, behind[i], isRefused: longest > TimeSpan.Zero, hasRoom: waits[i] == TimeSpan.Zero);
        }

        return longest;
    }

    private TimeSpan WaitFor(string caller, PartitionLoad load)
    {
        switch (progress.Of(load.Stream, load.Partition).EventsPerSecond)
        {
            case null:
                return UnknownWait;
            case 0:
                return TimeSpan.FromSeconds(CallerShares.LongestSeconds);
            case { } rate:
                var shares = SharesOf(load);
                lock (shares)
                {
                    return shares.Ask(caller, rate, Now);
                }
        }
    }

    private void Settle(string caller, PartitionLoad load, bool isRefused, bool hasRoom)
    {
        if (isRefused && !hasRoom)
        {
            progress.Of(load.Stream, load.Partition).Refuse(load.Events);
        }

        if (progress.Of(load.Stream, load.Partition).EventsPerSecond is not (> 0 and { } rate))
        {
            return;
        }

        var shares = SharesOf(load);
        lock (shares)
        {
            if (!isRefused)
            {
                shares.Take(caller, load.Events, rate, Now);
            }
            else if (!hasRoom)
            {
                shares.Promise(caller, load.Events, rate, Now);
            }
        }
    }

    private double Now => clock.GetTimestamp() / (double)clock.TimestampFrequency;

    private CallerShares SharesOf(PartitionLoad load) => _shares.GetOrAdd((load.Stream, load.Partition), static _ => new CallerShares());
}
