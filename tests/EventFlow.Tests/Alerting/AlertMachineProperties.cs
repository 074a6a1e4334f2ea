using System.Text.Json;
using EventFlow.Alerting;

namespace EventFlow.Tests.Alerting;

/// <summary>What holds for every sequence of signals, tried on seeded random ones.</summary>
public sealed class AlertMachineProperties
{
    private static readonly AlertSignalKind[] Kinds = [AlertSignalKind.Pending, AlertSignalKind.Firing, AlertSignalKind.Recovered, AlertSignalKind.NoData];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    [Theory, MemberData(nameof(Seeds))]
    public void Apply_ReplaysAmongTheSignals_GivesTheSameBytesAsWithoutThem(int seed)
    {
        var random = new Random(seed);
        var ordered = Ordered(random, 40);
        var withReplays = new List<AlertSignal>();
        for (var i = 0; i < ordered.Count; i++)
        {
            withReplays.Add(ordered[i]);
            while (random.Next(3) == 0) withReplays.Add(ordered[random.Next(i + 1)]);
        }

        Assert.Equal(Bytes(new AlertRecord().Apply([.. ordered])), Bytes(new AlertRecord().Apply([.. withReplays])));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Apply_AnyOrder_GivesTheSameBytesAsTheSignalsThatWereNewWhenTheyCame(int seed)
    {
        var random = new Random(seed);
        var shuffled = Ordered(random, 40).ToArray();
        random.Shuffle(shuffled);
        var newest = new List<AlertSignal>();
        foreach (var signal in shuffled)
            if (newest.Count == 0 || signal.Time > newest[^1].Time) newest.Add(signal);

        Assert.Equal(Bytes(new AlertRecord().Apply([.. newest])), Bytes(new AlertRecord().Apply(shuffled)));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Apply_AnyOrder_EndsWhereTheNewestFindingSays(int seed)
    {
        var random = new Random(seed);
        var shuffled = Ordered(random, 40).Where(s => s.Kind is AlertSignalKind.Firing or AlertSignalKind.Recovered).ToArray();
        random.Shuffle(shuffled);

        var fires = shuffled.MaxBy(s => s.Time)!.Kind == AlertSignalKind.Firing;
        Assert.Equal(fires, AlertMachine.IsActive(new AlertRecord().Apply(shuffled).State));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Apply_StoredAndReadMidway_GoesOnAsIfNothingHappened(int seed)
    {
        var signals = Ordered(new Random(seed), 40);
        var stored = JsonSerializer.Deserialize<AlertRecord>(Bytes(new AlertRecord().Apply([.. signals.Take(20)])))!;

        Assert.Equal(Bytes(new AlertRecord().Apply([.. signals])), Bytes(stored.Apply([.. signals.Skip(20)])));
    }

    private static List<AlertSignal> Ordered(Random random, int count)
    {
        var time = 0L;
        return [.. Enumerable.Range(0, count).Select(_ => Signals.Of(Kinds[random.Next(Kinds.Length)], time += random.Next(1, 100), severity: (Severity)random.Next(1, 4), value: random.Next(100)))];
    }

    private static string Bytes(AlertRecord alert) => JsonSerializer.Serialize(alert);
}
