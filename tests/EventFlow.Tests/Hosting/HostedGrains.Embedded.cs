using EventFlow.Alerting;
using EventFlow.Embedded.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Tests.Hosting;

/// <summary>The embedded runtime with the grains of EventFlow, on a clock moved by hand. Compiled when GrainRuntime is Embedded; the other runtime has a file of its own beside this one.</summary>
internal static class HostedGrains
{
    public static void AddHostedGrains(this IServiceCollection services, string folder) => services.AddEmbeddedGrains(options =>
    {
        options.DataDirectory = folder;
        options.GrainAssemblies.Add(typeof(IAlertGrain).Assembly);
        options.GrainAssemblies.Add(typeof(AlertGrain).Assembly);
        options.StorageNames.Add("state");
        // On a clock moved by hand nobody would end these waits.
        options.GroupCommitDelay = TimeSpan.Zero;
        options.DeadlineResolution = TimeSpan.FromMinutes(1);
        options.ShutdownTimeout = TimeSpan.Zero;
    });

    /// <summary>Where the state of grains lies.</summary>
    public static string DatabaseOf(string folder) => Path.Combine(folder, "grains.db");

    public static Task StartGrainsAsync(this IServiceProvider services) => Runtime(services).StartAsync(default);

    public static Task StopGrainsAsync(this IServiceProvider services) => Runtime(services).StopAsync(default);

    /// <summary>What was not durable by now is lost.</summary>
    public static ValueTask CrashGrainsAsync(this ServiceProvider services) => services.DisposeAsync();

    /// <summary>Whether nothing runs, waits in a mailbox or is being stored.</summary>
    public static bool AreGrainsAtRest(this IServiceProvider services) => Snapshot(services) is { RunningRequests: 0, QueuedRequests: 0, QueuedStorageWrites: 0 };

    private static GrainRuntimeSnapshot Snapshot(IServiceProvider services) => services.GetRequiredService<IGrainRuntimeStatistics>().GetSnapshot();

    private static IHostedService Runtime(IServiceProvider services) => services.GetServices<IHostedService>().Single(static s => s.GetType().Assembly == typeof(EmbeddedGrainsOptions).Assembly);
}
