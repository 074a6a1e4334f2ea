using System.Net;
using EventFlow.Silo;
using EventFlow.TestKit;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>What is told of the silos of a cluster while one of them does not answer.</summary>
public sealed class SiloCensusTests
{
    private static readonly SiloAddress First = Address(11111, 1);
    private static readonly SiloAddress Second = Address(11112, 1);

    [Fact]
    public async Task Count_OfASiloThatHasJustDied_KeepsWhatItSaidLast()
    {
        var isDead = false;
        var census = new SiloCensus(silo => isDead && silo.Equals(Second) ? Task.FromException<SimpleGrainStatistic[]>(new SiloUnavailableException("gone")) : Task.FromResult(Of(silo, isDead ? 7 : 5)), TimeProvider.System);
        Assert.Equal([(First, 5), (Second, 5)], Figures(await census.CountAsync([First, Second])));
        isDead = true;
        Assert.Equal([(First, 7), (Second, 5)], Figures(await census.CountAsync([First, Second])));

        // Declared dead it is asked no more, and what it said counts no more either when it is asked again.
        Assert.Equal([(First, 7)], Figures(await census.CountAsync([First])));
        Assert.Equal([(First, 7)], Figures(await census.CountAsync([First, Second])));
    }

    [Fact]
    public async Task Count_OfASiloThatHangs_WaitsTwoSeconds()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var census = new SiloCensus(static silo => silo.Equals(Second) ? new TaskCompletionSource<SimpleGrainStatistic[]>().Task : Task.FromResult(Of(silo, 3)), time);
        var counting = census.CountAsync([First, Second]);
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(counting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal([(First, 3)], Figures(await counting));
    }

    [Fact]
    public void Current_OfASiloThatWasStartedAgain_LeavesOutItsDeadStarts()
    {
        ClusterMember[] members =
        [
            new(Address(11111, 10), SiloStatus.Dead, "a"), new(Address(11111, 20), SiloStatus.Dead, "a"), new(Address(11111, 30), SiloStatus.Active, "a"),
            new(Address(11112, 10), SiloStatus.Active, "b"),
            new(Address(11113, 10), SiloStatus.Dead, "c"), new(Address(11114, 20), SiloStatus.Active, "c"),
            new(Address(11115, 10), SiloStatus.Dead, "d"), new(Address(11115, 20), SiloStatus.Dead, "d"),
        ];
        Assert.Equal(
            ["a 30 Active", "b 10 Active", "c 20 Active", "d 20 Dead"],
            OrleansRuntimeInfo.Current(members).Select(static m => $"{m.Name} {m.SiloAddress.Generation} {m.Status}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(SiloAddress, int)> Figures(IEnumerable<SimpleGrainStatistic> statistics) => statistics.Select(static s => (s.SiloAddress, s.ActivationCount));

    private static SimpleGrainStatistic[] Of(SiloAddress silo, int count) => [new() { GrainType = "EventFlow.ServiceGrain,EventFlow", SiloAddress = silo, ActivationCount = count }];

    private static SiloAddress Address(int port, int generation) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), generation);
}
