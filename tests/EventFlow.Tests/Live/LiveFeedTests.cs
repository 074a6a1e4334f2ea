using System.Diagnostics.Metrics;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventFlow.Tests.Live;

public sealed class LiveFeedTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider _time = new();
    private readonly LiveFeed _feed;

    public LiveFeedTests() => _feed = new(Options.Create(new LiveOptions { MaxPending = 16 }), _time, _services.GetRequiredService<IMeterFactory>());

    [Fact]
    public async Task ReadBatches_UpdatesOfOneSeries_AreReplacedByTheNewest()
    {
        using var subscription = _feed.Subscribe();
        for (var i = 0; i < 100; i++) _feed.Publish(Metric("cpu_percent", i));
        var batch = await Next(subscription);
        Assert.Equal(99, Assert.IsType<MetricLiveUpdate>(Assert.Single(batch)).Sample.LastValue);
        Assert.Equal(0, subscription.Dropped);
    }

    [Fact]
    public async Task ReadBatches_ReplacedUpdate_KeepsItsPlace()
    {
        using var subscription = _feed.Subscribe();
        _feed.Publish(Metric("a", 1));
        _feed.Publish(Metric("b", 1));
        _feed.Publish(Metric("a", 2));
        var batch = await Next(subscription);
        Assert.Equal(["a", "b"], batch.Cast<MetricLiveUpdate>().Select(u => u.Sample.Metric));
        Assert.Equal([2.0, 1.0], batch.Cast<MetricLiveUpdate>().Select(u => u.Sample.LastValue));
    }

    [Fact]
    public async Task Publish_FullQueue_DropsTheNewKeyAndCountsIt()
    {
        using var subscription = _feed.Subscribe();
        for (var i = 0; i < 20; i++) _feed.Publish(Metric($"m{i}", i));
        Assert.Equal(4, subscription.Dropped);
        Assert.Equal(16, (await Next(subscription)).Count);
        Assert.Equal(4, _feed.GetStatus().Dropped);
    }

    [Fact]
    public async Task GetStatus_WithAReaderThatDoesNotRead_TellsSinceWhen()
    {
        using var subscription = _feed.Subscribe();
        Assert.Equal(0, _feed.GetStatus().OldestSeconds);
        _feed.Publish(Metric("m", 1));
        _time.Advance(TimeSpan.FromSeconds(4));
        _feed.Publish(Metric("m", 2));
        Assert.Equal(4, _feed.GetStatus().OldestSeconds);
        await Next(subscription);
        Assert.Equal(0, _feed.GetStatus().OldestSeconds);
    }

    [Fact]
    public async Task Publish_FullQueue_AlertEvictsAMetric()
    {
        using var subscription = _feed.Subscribe();
        _feed.Publish(Alert("first"));
        for (var i = 0; i < 15; i++) _feed.Publish(Metric($"m{i}", i));
        _feed.Publish(Alert("second"));
        var batch = await Next(subscription);
        Assert.Equal(["first", "second"], batch.OfType<AlertLiveUpdate>().Select(u => u.Alert.Id));
        Assert.Equal(16, batch.Count);
        Assert.DoesNotContain(batch.OfType<MetricLiveUpdate>(), u => u.Sample.Metric == "m0");
        Assert.Equal(1, subscription.Dropped);
    }

    [Fact]
    public async Task Publish_QueueFullOfAlerts_DropsTheOldest()
    {
        using var subscription = _feed.Subscribe();
        for (var i = 0; i < 17; i++) _feed.Publish(Alert($"a{i}"));
        var batch = await Next(subscription);
        Assert.Equal("a1", Assert.IsType<AlertLiveUpdate>(batch[0]).Alert.Id);
        Assert.Equal("a16", Assert.IsType<AlertLiveUpdate>(batch[^1]).Alert.Id);
    }

    [Fact]
    public async Task Subscribe_WithFilter_TakesOnlyWhatMatches()
    {
        using var subscription = _feed.Subscribe(static u => u is AlertLiveUpdate);
        _feed.Publish(Metric("cpu_percent", 1));
        _feed.Publish(Alert("a"));
        Assert.IsType<AlertLiveUpdate>(Assert.Single(await Next(subscription)));
    }

    [Fact]
    public void Publish_FilterThrows_OtherSubscribersGetTheUpdate()
    {
        using var broken = _feed.Subscribe(static _ => throw new InvalidOperationException("broken filter"));
        using var subscription = (LiveSubscription)_feed.Subscribe();
        _feed.Publish(Alert("a"));
        Assert.Equal(1, subscription.Pending);
    }

    [Fact]
    public async Task ReadBatches_AfterABatch_WaitsForTheInterval()
    {
        using var subscription = _feed.Subscribe();
        await using var batches = subscription.ReadBatches(Interval).GetAsyncEnumerator();
        _feed.Publish(Alert("a"));
        Assert.True(await batches.MoveNextAsync());
        var second = batches.MoveNextAsync().AsTask();
        _feed.Publish(Alert("b"));
        await _time.WaitForTimersAsync(1);
        _time.Advance(Interval - TimeSpan.FromMilliseconds(1));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await second);
        Assert.Equal("b", Assert.IsType<AlertLiveUpdate>(Assert.Single(batches.Current)).Alert.Id);
    }

    [Fact]
    public async Task Dispose_WhileReading_EndsTheBatches()
    {
        var subscription = _feed.Subscribe();
        await using var batches = subscription.ReadBatches(Interval).GetAsyncEnumerator();
        var next = batches.MoveNextAsync().AsTask();
        subscription.Dispose();
        Assert.False(await next);
        _feed.Publish(Alert("a"));
        Assert.Equal(0, _feed.GetStatus().Depth);
    }

    [Fact]
    public async Task ReadBatches_Cancelled_EndsWithoutAnException()
    {
        using var subscription = _feed.Subscribe();
        using var cancel = new CancellationTokenSource();
        await using var batches = subscription.ReadBatches(Interval, cancel.Token).GetAsyncEnumerator();
        var next = batches.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        Assert.False(await next);
    }

    [Fact]
    public async Task Publish_FromManyThreads_LosesNothingThatFits()
    {
        var feed = new LiveFeed(Options.Create(new LiveOptions { MaxPending = 100_000 }), _time, _services.GetRequiredService<IMeterFactory>());
        using var subscription = feed.Subscribe();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++) feed.Publish(Alert($"{t}-{i}"));
        })));
        var batch = await Next(subscription);
        Assert.Equal(4_000, batch.Select(u => ((AlertLiveUpdate)u).Alert.Id).Distinct().Count());
    }

    public void Dispose()
    {
        _feed.Dispose();
        _services.Dispose();
    }

    private static async Task<IReadOnlyList<LiveUpdate>> Next(ILiveSubscription subscription)
    {
        await foreach (var batch in subscription.ReadBatches(Interval)) return batch;
        throw new InvalidOperationException("The subscription ended before a batch came.");
    }

    private static MetricLiveUpdate Metric(string metric, double value) =>
        new(new SeriesInfo(SeriesId.Create("payments", metric, LabelSet.Empty), "payments", metric, LabelSet.Empty, null, value, 0, 0));

    private static AlertLiveUpdate Alert(string id) =>
        new(new AlertSummary(id, "r", "Slow", "payments", null, Severity.Warning, AlertState.Firing, "", LabelSet.Empty, null, 0, null, 0, null, null, null, "", 1, 1));
}
