using EventFlow.Alerting;
using EventFlow.Detection;
using EventFlow.EventStore;
using EventFlow.Ingestion;
using EventFlow.Notifications;
using EventFlow.Rules;
using EventFlow.Series;
using EventFlow.Services;
using EventFlow.TestKit;
using EventFlow.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>One life of a process: the whole way of an event on the real grain runtime, from the log to a channel, on a clock moved by hand. It lives through the story from a second on. A file for each runtime adds the grains.</summary>
internal sealed partial class Life : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["EventFlow:Channels:0:Id"] = RecordingChannel.Id,
        ["EventFlow:Channels:0:Kind"] = "recording",
        ["EventFlow:Alerting:GroupWait"] = "00:00:02",
        ["EventFlow:Detection:NoData:SilentSeconds"] = "10",
        ["EventFlow:Series:NoDataAfterSeconds"] = "10",
        ["EventFlow:Ingestion:CheckpointInterval"] = "00:00:03",
        ["EventFlow:Ingestion:DuplicateWindow"] = "200",
    };

    private readonly TempDirectory _folder = new();
    private readonly Story _story;
    private readonly int _second;
    private readonly int _appended;
    private readonly long[] _ends = new long[Story.Seconds];
    private readonly RecordingChannel _channel;
    private readonly SimulatedLog _log;

    private Life(Story story, Random random, int second, int appended, IEnumerable<StoredState> states, IEnumerable<EventBatch> frames, Life? before, long kept)
    {
        (_story, _second, _appended) = (story, second, appended);
        History = StateHistory.Make(HostedGrains.DatabaseOf(_folder.Path), states);
        _channel = new(History.Count);
        _log = new(History.Count, random, frames.Select(static f => (0L, f)));
        SentBefore = before is null ? [] : [.. before.SentBefore, .. before._channel.Sent.Where(s => s.At <= kept).Select(static s => s.Notification)];
    }

    /// <summary>Every version of every state.</summary>
    public StateHistory History { get; }

    /// <summary>Writes at the end.</summary>
    public long End => _ends[^1];

    /// <summary>Messages that former lives sent.</summary>
    public IReadOnlyList<Notification> SentBefore { get; }

    /// <summary>Messages this life sent.</summary>
    public IReadOnlyList<Notification> Sent => [.. _channel.Sent.Select(static s => s.Notification)];

    /// <summary>All frames at the end.</summary>
    public IReadOnlyList<EventBatch> Frames => [.. _log.Frames.Select(static f => f.Frame)];

    /// <summary>Writes there were when this life began.</summary>
    public long Begin => History.Begin;

    public static async Task<Life> FromTheStart(Story story, Random random)
    {
        var life = new Life(story, random, 0, 0, [], [], null, 0);
        await life.Run();
        return life;
    }

    /// <summary>Another life that begins where this one is killed: after so many of its writes, and lives to the end.</summary>
    public async Task<Life> KilledAfter(long writes, Random random)
    {
        var second = Array.FindIndex(_ends, _second, end => end >= writes);
        var kept = _log.Frames.Where(f => f.At <= writes).Select(static f => f.Frame).ToList();
        var appended = kept.Count(static f => f.Stream != StreamNames.Alerts) - Enumerable.Range(0, second).Sum(s => _story.At(s).Count);

        // Between two writes there may be no more than the beginning of the next second.
        while (appended > _story.At(second).Count) appended -= _story.At(second++).Count;
        var life = new Life(_story, random, second, appended, History.After(writes), kept, this, writes);
        await life.Run();
        return life;
    }

    public void Dispose()
    {
        History.Dispose();
        _folder.Dispose();
    }

    private async Task Run()
    {
        var clock = new ManualTimeProvider();
        clock.Advance(TimeSpan.FromSeconds(_second));
        var life = new LifeClock(clock);
        var services = Build(life);
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(default);
        await WaitForRules(services);
        for (var second = _second; second < Story.Seconds; second++)
        {
            foreach (var frame in _story.At(second).Skip(second == _second ? _appended : 0)) await _log.Append(frame);
            await Settle(services, clock);
            clock.Advance(TimeSpan.FromSeconds(1));
            await Settle(services, clock);
            _ends[second] = History.Count();
        }

        await Checkpoint(services);
        _ends[^1] = History.Count();
        life.End();
        foreach (var hosted in services.GetServices<IHostedService>().Reverse()) await hosted.StopAsync(default);
        await services.DisposeAsync();
    }

    private ServiceProvider Build(TimeProvider clock)
    {
        var services = new ServiceCollection();
        services.AddSingleton(clock);
        services.AddSingleton<IHostApplicationLifetime>(new StartedLifetime());
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build());
        AddGrains(services);
        services.AddSingleton<IEventLog>(_log);
        services.AddSingleton<ILiveFeed, NoFeed>();
        services.AddIngestion();
        services.AddDetection().AddBuiltInDetectors();
        services.AddRules().AddSeries().AddServices().AddAlerting().AddNotifications();
        services.AddSingleton<INotificationChannel>(_channel);
        return services.BuildServiceProvider();
    }

    private static async Task WaitForRules(ServiceProvider services)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        while ((await grains.GetGrain<IRuleCatalogGrain>(Tenants.Default).GetNewer(-1))!.Version == 0) await Task.Delay(1);
    }

    private async Task Checkpoint(ServiceProvider services)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        foreach (var (stream, partition) in EventStreams.IngestedOf(_log.Streams)) await grains.GetGrain<IIngestionGrain>(EventStreams.KeyOf(stream, partition)).Checkpoint();
    }

    private async Task Settle(ServiceProvider services, ManualTimeProvider clock)
    {
        var progress = services.GetRequiredService<IngestionProgress>();
        var patience = System.Diagnostics.Stopwatch.StartNew();
        for (var quiet = 0; quiet < 3;)
        {
            clock.Advance(TimeSpan.Zero);
            string[] behind = [.. EventStreams.IngestedOf(_log.Streams).Where(p => (progress.AppliedOf(p.Stream, p.Partition) ?? 0) < _log.NextOffset(p.Stream, p.Partition)).Select(static p => $"{p}")];
            quiet = behind.Length == 0 && services.AreGrainsAtRest() && clock.UntilNextTimer is not { Ticks: 0 } ? quiet + 1 : 0;
            if (patience.Elapsed > Patience) throw new TimeoutException($"It does not come to rest; behind are: {string.Join("; ", behind)}");
            await Task.Delay(1);
        }
    }

    private sealed class NoFeed : ILiveFeed
    {
        public void Publish(LiveUpdate update)
        {
        }

        public ILiveSubscription Subscribe(Func<LiveUpdate, bool>? filter = null) => throw new NotSupportedException();
    }

    private sealed class StartedLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => new(true);

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => throw new NotSupportedException();
    }
}
