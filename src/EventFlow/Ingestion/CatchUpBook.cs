using EventFlow.EventStore;

namespace EventFlow.Ingestion;

/// <summary>
/// What the processes of a cluster say of the partitions of the log. A partition that no process speaks of, such as that of a silo that was lost and is not missed yet, is taken for one that is behind,
/// for a while. Times are those of <see cref="SteadyTime"/>. Not thread safe.
/// </summary>
internal sealed class CatchUpBook(IEnumerable<EventStreamInfo> streams, TimeSpan now)
{
    // Five reports; a process that has said nothing for so long is taken for gone.
    private static readonly TimeSpan ReportHolds = TimeSpan.FromSeconds(5);

    // A silo that is lost is missed within half a minute or so, and its partitions go on elsewhere. What nobody takes up for longer must not hide every silence for good.
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (TimeSpan At, CatchUpReport Report)> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _lastSpokenOf =
        EventStreams.IngestedOf(streams).ToDictionary(static p => EventStreams.KeyOf(p.Stream, p.Partition), _ => now, StringComparer.Ordinal);

    /// <summary>Takes a report; whether any partition is, or may be, catching up.</summary>
    public bool Note(CatchUpReport report, TimeSpan now)
    {
        _reports[report.Process] = (now, report);
        foreach (var (process, (at, held)) in _reports)
        {
            if (now - at > ReportHolds)
            {
                _reports.Remove(process);
                continue;
            }

            foreach (var key in held.Applied)
            {
                _lastSpokenOf[key] = now;
            }
        }

        return _reports.Values.Any(static r => r.Report.Behind.Count > 0) || _lastSpokenOf.Values.Any(last => last < now && now - last < GiveUpAfter);
    }
}
