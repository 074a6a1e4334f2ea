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
    private readonly Action<IServiceCollection>? _configureServices;
    private ServiceProvider _services = null!;
    private bool _running;

    private EmbeddedHost(Action<EmbeddedGrainsOptions>? configure, Action<IServiceCollection>? configureServices = null)
    {
        _configure = configure;
        _configureServices = configureServices;
    }

    public Probe Probe { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public ListSource Log { get; } = new();

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    public GrainRuntimeSnapshot Statistics => _services.GetRequiredService<IGrainRuntimeStatistics>().GetSnapshot();

    public IServiceProvider Services => _services;

    public string Folder => _folder.Path;

    public string DatabasePath => _folder["grains.db"];

    private IHostedService Hosted => _services.GetServices<IHostedService>().Single(static service => service.GetType().Assembly == typeof(EmbeddedGrainsOptions).Assembly);

    public static async Task<EmbeddedHost> StartAsync(Action<EmbeddedGrainsOptions>? configure = null, Action<IServiceCollection>? configureServices = null)
    {
        var host = new EmbeddedHost(configure, configureServices);
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
        if (!_running)
            return;
        _running = false;
        await Hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    /// <summary>Another runtime on a copy of the files as they are on disk now: what a kill at this moment would leave.</summary>
    public async Task<EmbeddedHost> KillAndStartOnCopyAsync()
    {
        var host = new EmbeddedHost(_configure, _configureServices);
        foreach (var file in Directory.GetFiles(_folder.Path, "grains.db*"))
            File.Copy(file, host._folder[Path.GetFileName(file)]);
        await host.StartAgainAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    public async Task StartAgainAsync()
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
        _configureServices?.Invoke(services);
        _services = services.BuildServiceProvider();
        try
        {
            await Hosted.StartAsync(CancellationToken.None);
            _running = true;
        }
        catch
        {
            await _services.DisposeAsync();
            throw;
        }
    }
}
