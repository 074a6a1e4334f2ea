using EventFlow.Detection;
using EventFlow.EventStore;
using EventFlow.Ingestion;
using EventFlow.Rules;
using EventFlow.Series;
using EventFlow.Services;
using EventFlow.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Silo.Tests.EventPath;

/// <summary>The way of an event without its two ends: real log, streams, grains and state on disk, no HTTP and no channels. It can be stopped in order, or killed and started again. A file for each runtime adds the grains.</summary>
internal sealed partial class EventPathHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempDirectory _data = new();
    private readonly SettableClock _clock = new();
    private IHost _host = null!;

    public IngestionService Ingestion => _host.Services.GetRequiredService<IngestionService>();

    public IEventLog Log => _host.Services.GetRequiredService<IEventLog>();

    /// <summary>Sets the time of day ahead or back, while the system goes on.</summary>
    public void SetClock(TimeSpan by) => _clock.Shift += by;

    public static async Task<EventPathHost> StartAsync()
    {
        var host = new EventPathHost();
        await host.StartAgainAsync();
        return host;
    }

    /// <summary>Ends as a kill does: nothing is saved on the way out.</summary>
    public async Task KillAsync()
    {
        CloseState();
        _host.Dispose();
        await StartAgainAsync();
    }

    public async Task RestartAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await StartAgainAsync();
    }

    public async Task<IReadOnlyList<IngestionStatus>> GetStatusAsync() =>
        await Task.WhenAll(EventStreams.Ingested.SelectMany(static s => Enumerable.Range(0, s.Partitions).Select(p => EventStreams.KeyOf(s.Name, p)))
            .Select(key => Grains.GetGrain<IIngestionGrain>(key).GetStatus().AsTask()));

    /// <summary>Waits until all that is in the log is applied.</summary>
    public async Task DrainAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var ends = Log.GetPartitions().ToDictionary(static p => (p.Stream, p.Partition), static p => p.NextOffset);
            var behind = (await GetStatusAsync()).Where(s => s.NextOffset < ends[(s.Stream, s.Partition)]).ToList();
            if (behind.Count == 0)
            {
                return;
            }

            Assert.False(patience.IsCancellationRequested, $"After {Patience} these partitions are still behind: {string.Join(", ", behind)}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _data.Dispose();
    }

    private Task StartAgainAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("EventFlow:DataDirectory", (string?)_data.Path), KeyValuePair.Create("EventFlow:SegmentLog:MinFreeBytes", (string?)"0")]);
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddEventStore();
        AddGrains(builder);
        builder.Services.AddIngestion();
        builder.Services.Configure<IngestionOptions>(static o => o.CheckpointInterval = TimeSpan.FromMilliseconds(100));
        builder.Services.AddDetection();
        builder.Services.AddRules();
        builder.Services.AddSeries();
        builder.Services.AddServices();
        builder.Services.AddLive();
        builder.Services.AddSingleton<IAlertService>(new FakeAlerts());
        builder.Services.AddSingleton<IChannelService>(new FakeChannels());
        _host = builder.Build();
        return _host.StartAsync();
    }

    private sealed class SettableClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
