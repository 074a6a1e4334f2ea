using System.Collections.Concurrent;
using EventFlow.Detection;
using EventFlow.Rules;
using EventFlow.Series;
using EventFlow.Services;
using EventFlow.TestKit;
using EventFlow.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Tests.Monitoring;

/// <summary>Rules, series and services on the real grain runtime, with a clock moved by hand; alerting is a stand-in.</summary>
internal sealed class MonitoringHost : IAsyncDisposable, ILiveFeed
{
    private readonly TempDirectory _folder = new();
    private readonly Dictionary<string, string?> _settings;
    private ServiceProvider _services = null!;

    private MonitoringHost((string Key, string Value)[] settings) => _settings = settings.ToDictionary(s => s.Key, s => (string?)s.Value);

    public ManualTimeProvider Clock { get; } = new();

    public AlertRecorder Alerts { get; } = new();

    public StoredEvents Log { get; } = new();

    public ConcurrentQueue<LiveUpdate> Live { get; } = new();

    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    public IRuleService Rules => _services.GetRequiredService<IRuleService>();

    public IMonitoringQueries Queries => _services.GetRequiredService<IMonitoringQueries>();

    public static async Task<MonitoringHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = new MonitoringHost(settings);
        await host.StartAgainAsync();
        return host;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public async Task CrashAsync()
    {
        await _services.CrashGrainsAsync();
        await StartAgainAsync();
    }

    /// <summary>Moves time on second by second and lets what falls due come to rest.</summary>
    public async Task AdvanceAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await SettleAsync();
        }
    }

    public void Publish(LiveUpdate update) => Live.Enqueue(update);

    public ILiveSubscription Subscribe(Func<LiveUpdate, bool>? filter = null) => throw new NotSupportedException();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private async Task SettleAsync()
    {
        for (var quiet = 0; quiet < 2;)
        {
            quiet = _services.AreGrainsAtRest() ? quiet + 1 : 0;
            await Task.Yield();
        }
    }

    private async Task StopAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>().Reverse()) await hosted.StopAsync(default);
        await _services.DisposeAsync();
    }

    private async Task StartAgainAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        services.AddHostedGrains(_folder.Path);
        var inner = services.Last(s => s.ServiceType == typeof(IGrainFactory));
        services.Remove(inner);
        services.AddSingleton<IGrainFactory>(provider => GrainsInBetween.Around(
            (IGrainFactory)inner.ImplementationFactory!(provider), (type, grain) => type == typeof(IAlertGrain) || type == typeof(IAlertIndexGrain) ? Alerts : grain));
        services.AddSingleton<IAlertService>(Alerts);
        services.AddSingleton<IChannelService, NoChannels>();
        services.AddSingleton<IEventLog>(Log);
        services.AddSingleton<ILiveFeed>(this);
        services.AddDetection().AddBuiltInDetectors();
        services.AddRules().AddSeries().AddServices();
        _services = services.BuildServiceProvider();
        foreach (var hosted in _services.GetServices<IHostedService>()) await hosted.StartAsync(default);
        await SettleAsync();

        // Hosted services begin on a thread of their own, perhaps after all the above.
        while ((await Grains.GetGrain<IRuleCatalogGrain>(Tenants.Default).GetNewer(-1))!.Version == 0) await Task.Yield();

        // What wakes the services known from before may also begin after time was moved on; asking does the same, now.
        await Queries.GetStats();
        await SettleAsync();
    }
}
