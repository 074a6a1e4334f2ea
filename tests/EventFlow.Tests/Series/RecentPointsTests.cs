using EventFlow.Series;

namespace EventFlow.Tests.Series;

public sealed class RecentPointsTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Theory, MemberData(nameof(Seeds))]
    public void Add_AnyOrder_KeepsTheNewestInOrder(int seed)
    {
        var random = new Random(seed);
        var ring = new RecentPoints(50);
        var all = new List<long>();
        for (var i = 0; i < 400; i++)
        {
            var time = i * 10 - random.Next(60);
            ring.Add(time, time);
            all.Add(time);
            var kept = Enumerable.Range(0, ring.Count).Select(k => ring[k].Time).ToList();
            Assert.Equal(kept.Order(), kept);

            // What is said to be complete is complete.
            Assert.Equal(all.Where(t => t > ring.DroppedThrough).Order(), kept.Where(t => t > ring.DroppedThrough));
        }

        var copy = new RecentPoints(50);
        copy.Load(ring.Save());
        Assert.Equal(Enumerable.Range(0, 50).Select(i => ring[i]), Enumerable.Range(0, 50).Select(i => copy[i]));
        Assert.Equal(ring.DroppedThrough, copy.DroppedThrough);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Rollups_AnyOrder_EqualThoseOfTheSortedInput(int seed)
    {
        var random = new Random(seed);
        var samples = Enumerable.Range(0, 500).Select(i => (Time: (long)random.Next(1_800_000), Value: random.NextDouble() * 100)).ToList();
        Rollups Fill(IEnumerable<(long Time, double Value)> input)
        {
            var rollups = new Rollups(60_000, 30);
            foreach (var (time, value) in input) rollups.Add(time, value);
            return rollups;
        }

        var (mixed, sorted) = (Fill(samples), Fill(samples.OrderBy(s => s.Time)));
        Assert.Equal(sorted.Count, mixed.Count);
        for (var i = 0; i < sorted.Count; i++)
        {
            Assert.Equal((sorted[i].Time, sorted[i].Min, sorted[i].Max, sorted[i].Count), (mixed[i].Time, mixed[i].Min, mixed[i].Max, mixed[i].Count));
            Assert.Equal(sorted[i].Average, mixed[i].Average, tolerance: 1e-9);
        }

        var copy = new Rollups(60_000, 30);
        copy.Load(mixed.Save());
        Assert.Equal(Enumerable.Range(0, mixed.Count).Select(i => mixed[i]), Enumerable.Range(0, copy.Count).Select(i => copy[i]));
    }
}
