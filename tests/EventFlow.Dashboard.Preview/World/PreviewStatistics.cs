namespace EventFlow.Dashboard.Preview;

/// <summary>Made-up numbers on alerting.</summary>
public sealed class PreviewStatistics(PreviewWorld world) : IAlertStatisticsService
{
    private const long Week = 7L * 24 * 3_600_000;

    public ValueTask<Outcome<AlertStatistics>> Compute(long from, long to)
    {
        world.Check("the numbers");
        if (world.IsEmpty) return new(Outcome<AlertStatistics>.Done(new(from, to, 0, 0, 0, null, null, null, null, [], [], [], true)));
        var monday = (to / Week * Week) + 4L * 24 * 3_600_000 - Week;
        return new(Outcome<AlertStatistics>.Done(new(
            from, to, 214, 121, 209, 184_000, 1_320_000, 712_000, 5_400_000,
            [new("Latency high", 97, 31, 240_000), new("Latency far from usual", 64, 40, 236_000), new("Error rate high", 51, 20, 219_000), new("No data", 2, 2, null)],
            [.. Enumerable.Range(0, 3).SelectMany(i => new[] { "payments", "orders" }.Select((s, n) => new AlertStatisticsWeek(monday - i * Week, s, 40 - i * 7 - n * 11)))],
            [new("ops-log", 423, 0, 0), new("ops-webhook", 418, 17, 0), new("pager", 96, 41, 2)], true) { Escalated = 23 }));
    }
}
