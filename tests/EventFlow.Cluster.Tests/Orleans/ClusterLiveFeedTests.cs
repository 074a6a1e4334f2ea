using System.Diagnostics.Metrics;
using System.Net;
using EventFlow.Silo;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>What is published in one silo reaches those who watch at another.</summary>
public sealed class ClusterLiveFeedTests : IDisposable
{
    private static readonly SiloAddress Other = SiloAddress.New(IPAddress.Loopback, 11112, 1);

    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ClusterLiveFeed _feed;

    public ClusterLiveFeedTests() => _feed = new(new LiveFeed(Options.Create(new LiveOptions()), _time, _services.GetRequiredService<IMeterFactory>()), _time);

    [Fact]
    public void Publish_WhileNobodyElseWatches_SendsNothing()
    {
        _feed.Publish(Sample("a", 1));
        Assert.Empty(_feed.TakeOutgoing());
        Assert.False(_feed.IsWatched);
    }

    [Fact]
    public void Publish_WhileAnotherSiloIsWatched_SendsTheNewestOfEach()
    {
        _feed.NoteWatcher(Other);
        Assert.True(_feed.IsWatched);
        Assert.False(_feed.IsWatchedHere);
        foreach (var (name, value) in new[] { ("a", 1), ("b", 2), ("a", 3) }) _feed.Publish(Sample(name, value));
        Assert.Equal([("a", 3.0), ("b", 2.0)], _feed.TakeOutgoing().Cast<MetricLiveUpdate>().Select(static u => (u.Sample.Metric, u.Sample.LastValue)));
        Assert.Empty(_feed.TakeOutgoing());
    }

    [Fact]
    public void Watcher_ThatSaysNothingMore_IsForgotten()
    {
        _feed.NoteWatcher(Other);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal([Other], _feed.TakeWatchers());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_feed.TakeWatchers());
        Assert.False(_feed.IsWatched);
    }

    [Fact]
    public async Task Deliver_OfAnotherSilosUpdates_TellsThoseHereAndNobodyElse()
    {
        _feed.NoteWatcher(Other);
        using var watching = _feed.Subscribe();
        _feed.Deliver([Sample("a", 1)]);
        Assert.Empty(_feed.TakeOutgoing());
        await foreach (var batch in watching.ReadBatches(TimeSpan.Zero))
        {
            Assert.Single(batch);
            break;
        }
    }

    public void Dispose() => _services.Dispose();

    private static MetricLiveUpdate Sample(string metric, double value) =>
        new(new SeriesInfo(SeriesId.Create("orders", metric, LabelSet.Empty), "orders", metric, LabelSet.Empty, null, value, 1, 1));
}
