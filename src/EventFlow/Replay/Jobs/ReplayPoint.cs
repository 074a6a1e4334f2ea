namespace EventFlow.Replay;

/// <summary>How far a replay is, and what came of it, at one moment. A durable one is where it goes on.</summary>
internal sealed record ReplayPoint(IReadOnlyList<ReplayPartition> Partitions, long Read, long Matched, long? EventTime, double RunSeconds, ReplayResult Result)
{
    public double Progress
    {
        get
        {
            var (all, done) = (Partitions.Sum(static p => p.EndOffset - p.FirstOffset), Partitions.Sum(static p => p.NextOffset - p.FirstOffset));
            return all == 0 ? 1 : Math.Clamp(done / (double)all, 0, 1);
        }
    }
}
