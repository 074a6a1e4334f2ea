using EventFlow.Embedded.Hosting;
using EventFlow.Embedded.Tests.Contract;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Embedded.Tests;

/// <summary>The embedded runtime for a test: a clock moved by hand, a folder of its own.</summary>
public sealed class EmbeddedHost : IGrainHost
{
    private readonly TempDirectory _folder = new();
    private readonly Action<EmbeddedGrainsOptions>? _configure;
    private ServiceProvider _services = null!;

    private EmbeddedHost(Action<EmbeddedGrainsOptions>? configure) => _configure = configure;

    public Probe Probe { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public ListSource Log { get; } = new();

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    public GrainRuntimeSnapshot Statistics => _services.GetRequiredService<IGrainRuntimeStatistics>().GetSnapshot();

    public IServiceProvider Services => _services;

    public string Folder => _folder.Path;

    public string DatabasePath => _folder["grains.db"];

    public static async Task<EmbeddedHost> StartAsync(Action<EmbeddedGrainsOptions>? configure = null)
    {
        var host = new EmbeddedHost(configure);
        await host.StartAgainAsync();
        return host;
    }

    public void Advance(TimeSpan by) => Time.Advance(by);

    public void Append(StreamId stream, params string[] items) => Log.Append(stream, items);

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public async Task StopAsync()
    {
        await Hosted.StopAsync(TestContext.Current.CancellationToken);
        await _services.DisposeAsync();
    }

    /// <summary>Stops without stopping: what a kill leaves behind, as far as one process can show it.</summary>
    public async Task CrashAsync()
    {
        await _services.DisposeAsync();
        await StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private IHostedService Hosted => _services.GetServices<IHostedService>().Single(static service => service.GetType().Assembly == typeof(EmbeddedGrainsOptions).Assembly);

    private Task StartAgainAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(Probe);
        services.AddEmbeddedGrains(options =>
        {
            options.DataDirectory = _folder.Path;
            options.GrainAssemblies.Add(typeof(TurnGrain).Assembly);
            _configure?.Invoke(options);
        }).AddStreams("log", _ => Log).AddMemoryStreams("memory");
        _services = services.BuildServiceProvider();
        return Hosted.StartAsync(TestContext.Current.CancellationToken);
    }
}
