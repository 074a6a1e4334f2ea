using EventFlow.Alerting;
using EventFlow.Notifications;
using EventFlow.TestKit;
using EventFlow.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EventFlow.Tests.Alerting;

/// <summary>Alerting and notifications on the real grain runtime, with a clock moved by hand, that can be restarted and crashed.</summary>
internal sealed class AlertingHost : IAsyncDisposable, ITimetableSubject
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _folder = new();
    private readonly Dictionary<string, string?> _settings;
    private ServiceProvider _services = null!;
    private LifeClock _life = null!;

    private AlertingHost(Dictionary<string, string?> settings)
    {
        _settings = settings;
        Channel = new(Clock);
    }

    public ManualTimeProvider Clock { get; } = new(Start);

    public ScriptedChannel Channel { get; }

    public RecordingLog Log { get; } = new();

    public RecordingFeed Feed { get; } = new();

    public RecordingService Service { get; } = new();

    public LateRouting Late { get; } = new();

    public CrashPoint Crash { get; private set; } = new();

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    public IAlertService Alerts => _services.GetRequiredService<IAlertService>();

    public IChannelService Channels => _services.GetRequiredService<IChannelService>();

    public ISilenceService Silences => _services.GetRequiredService<ISilenceService>();

    public IAlertRoutingService Routing => _services.GetRequiredService<IAlertRoutingService>();

    public EventFlow.Alerting.Intake.AlertIntake Intake => _services.GetRequiredService<EventFlow.Alerting.Intake.AlertIntake>();

    public IServiceProvider Services => _services;

    public IReadOnlyList<(long AtMs, string Channel, Notification Notification)> Told =>
        [.. Channel.Sent.Select(s => (s.At - Start.ToUnixTimeMilliseconds(), s.Channel, s.Notification))];

    /// <summary>One channel called ops, group_wait 10 s, unless the settings say otherwise.</summary>
    public static async Task<AlertingHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["EventFlow:Channels:0:Id"] = "ops", ["EventFlow:Channels:0:Kind"] = "scripted", ["EventFlow:Channels:0:Address"] = "here" };
        foreach (var (key, value) in settings) all[key] = value;
        var host = new AlertingHost(all);
        await host.StartAgainAsync(0);
        return host;
    }

    /// <summary>The same on a database of grain state that another version has left.</summary>
    public static async Task<AlertingHost> StartOnAsync(string database, DateTimeOffset now)
    {
        var host = new AlertingHost(new() { ["EventFlow:Channels:0:Id"] = "ops", ["EventFlow:Channels:0:Kind"] = "scripted", ["EventFlow:Channels:0:Address"] = "here" });
        host.Clock.Advance(now - Start);
        File.Copy(database, HostedGrains.DatabaseOf(host._folder.Path));
        await host.StartAgainAsync(0);
        return host;
    }

    public async Task RestartAsync()
    {
        await _services.StopGrainsAsync();
        await _services.DisposeAsync();
        await StartAgainAsync(0);
    }

    /// <summary>Throws everything away that is not on disk, and starts again; the next crash comes at a step of the new life.</summary>
    public async Task CrashAsync(int nextCrashAt = 0)
    {
        EndLife();
        await _services.CrashGrainsAsync();
        await StartAgainAsync(nextCrashAt);
    }

    public async ValueTask DisposeAsync()
    {
        EndLife();
        await _services.CrashGrainsAsync();
        _folder.Dispose();
    }

    public Task SignalAsync(AlertSignal signal) => UntilDoneOrCrashedAsync(Grains.GetGrain<IAlertGrain>(signal.Fingerprint).Signal(signal).AsTask());

    public Task AcknowledgeAsync(string fingerprint) => UntilDoneOrCrashedAsync(Alerts.Acknowledge(fingerprint, "ada", "on it").AsTask());

    public Task AdvanceByAsync(long ms) => AdvanceToAsync((Clock.GetUtcNow() - Start).Ticks / TimeSpan.TicksPerMillisecond + ms);

    public async Task AdvanceToAsync(long ms)
    {
        var target = Start + TimeSpan.FromMilliseconds(ms);
        await SettleAsync();
        while (!Crash.HasCrashed && Clock.UntilNextTimer is { } wait && Clock.GetUtcNow() + wait <= target)
        {
            Clock.Advance(wait);
            await SettleAsync();
        }
        if (Crash.HasCrashed) return;
        if (target > Clock.GetUtcNow()) Clock.Advance(target - Clock.GetUtcNow());
        await SettleAsync();
    }

    /// <summary>Waits until nothing runs, waits in a mailbox or is due; or until it has crashed.</summary>
    public async Task SettleAsync()
    {
        for (var quiet = 0; quiet < 3 && !Crash.HasCrashed;)
        {
            Clock.Advance(TimeSpan.Zero);
            quiet = _services.AreGrainsAtRest() && Clock.UntilNextTimer is not { Ticks: 0 } ? quiet + 1 : 0;
            await Task.Delay(1);
        }
    }

    private void EndLife()
    {
        _life.End();
        Crash.Kill();
    }

    private async Task UntilDoneOrCrashedAsync(Task work)
    {
        while (!work.IsCompleted && !Crash.HasCrashed) await Task.Delay(1);
        if (work.IsCompleted) await work;
    }

    private async Task StartAgainAsync(int crashAt)
    {
        Crash = new() { At = crashAt };
        _life = new(Clock);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_life);
        services.AddSingleton<IHostApplicationLifetime>(new StartedLifetime());
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        services.AddHostedGrains(_folder.Path);
        Watch(services);
        services.AddSingleton<IEventLog>(new WatchedLog(Log, Crash));
        services.AddSingleton<ILiveFeed>(Feed);
        services.AddAlerting().AddNotifications();
        services.AddSingleton<INotificationChannel>(new WatchedChannel(Channel, Crash));
        _services = services.BuildServiceProvider();
        foreach (var validator in _services.GetServices<IStartupValidator>()) validator.Validate();
        await _services.StartGrainsAsync();
        await UntilDoneOrCrashedAsync(_services.GetServices<IHostedService>().OfType<AlertingRecovery>().Single().RecoverAsync());
    }

    private void Watch(ServiceCollection services)
    {
        var inner = services.Last(s => s.ServiceType == typeof(IGrainFactory));
        services.Remove(inner);
        services.AddSingleton<IGrainFactory>(provider => WatchedGrains.Around((IGrainFactory)inner.ImplementationFactory!(provider), Crash, Service, Late));
    }

    private sealed class StartedLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => new(true);

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => throw new NotSupportedException();
    }
}
