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
    private readonly KeptPlaces _places = new();

    /// <summary>Zero when a request may be stored, else how long its sender should wait.</summary>
    /// <param name="caller">Who sends it.</param>
    /// <param name="request">What tells it from the caller's others when it comes again; 0 when nothing does.</param>
    /// <param name="loads">What it wants to add where.</param>
    public TimeSpan TryEnter(string caller, long request, IReadOnlyList<PartitionLoad> loads)
    {
        // Fast path: nothing is behind.
        for (var i = 0; i < loads.Count; i++)
        {
            if (progress.LagOf(loads[i].Stream, loads[i].Partition) > maxLag)
            {
                return Share(caller, request, loads);
            }
        }

        return TimeSpan.Zero;
    }

    private TimeSpan Share(string caller, long request, IReadOnlyList<PartitionLoad> loads)
    {
        var now = Now;
        var behind = loads.Where(l => progress.LagOf(l.Stream, l.Partition) > maxLag).ToList();
        var known = behind.TrueForAll(l => RateOf(l) > 0);
        if (known && _places.Claim(caller, request, now) is { } left)
        {
            return left;
        }

        var wait = behind.Max(load => WaitFor(caller, load, now));
        if (known && (wait == TimeSpan.Zero || _places.Keep(caller, request, wait, now)))
        {
            behind.ForEach(load => Take(caller, load, isLater: wait > TimeSpan.Zero, now));
        }

        if (wait > TimeSpan.Zero)
        {
            behind.ForEach(load => progress.Of(load.Stream, load.Partition).Refuse(load.Events));
        }

        return wait;
    }

    private TimeSpan WaitFor(string caller, PartitionLoad load, double now)
    {
        switch (RateOf(load))
        {
            case null:
                return UnknownWait;
            case 0:
                return TimeSpan.FromSeconds(CallerShares.LongestSeconds);
            default:
                var shares = SharesOf(load);
                lock (shares)
                {
                    var wait = shares.Ask(caller, now);
                    progress.Of(load.Stream, load.Partition).NoteCallers(shares.Count);
                    return wait;
                }
        }
    }

    private void Take(string caller, PartitionLoad load, bool isLater, double now)
    {
        var (shares, rate) = (SharesOf(load), RateOf(load) ?? 0);
        lock (shares)
        {
            if (isLater)
            {
                shares.Keep(caller, load.Events, rate, now);
            }
            else
            {
                shares.Take(caller, load.Events, rate, now);
            }
        }
    }

    private double? RateOf(PartitionLoad load) => progress.Of(load.Stream, load.Partition).EventsPerSecondHere;

    private double Now => clock.GetTimestamp() / (double)clock.TimestampFrequency;

    private CallerShares SharesOf(PartitionLoad load) => _shares.GetOrAdd((load.Stream, load.Partition), static _ => new CallerShares());
}
