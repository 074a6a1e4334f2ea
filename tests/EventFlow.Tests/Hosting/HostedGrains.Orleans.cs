using System.Net;
using System.Reflection;
using EventFlow.Silo;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Reminders;

namespace EventFlow.Tests.Hosting;

/// <summary>
/// One silo of Orleans with the grains of EventFlow: grains and reminders on a clock moved by hand, the silo itself on the real one; state and reminders in the data directory, as
/// the host keeps them. Compiled when GrainRuntime is Orleans; the other runtime has a file of its own beside this one.
/// </summary>
internal static class HostedGrains
{
    private static readonly string[] RealClock =
        [TimeProviderNames.Messaging, TimeProviderNames.SystemTimers, TimeProviderNames.Membership, TimeProviderNames.ActivationManagement, TimeProviderNames.GrainDirectory];

    // What Orleans knows of its activations it tells nobody outside.
    private static readonly Type Directory = typeof(Orleans.Runtime.Silo).Assembly.GetType("Orleans.Runtime.ActivationDirectory", throwOnError: true)!;
    private static readonly Type Activation = typeof(Orleans.Runtime.Silo).Assembly.GetType("Orleans.Runtime.ActivationData", throwOnError: true)!;
    private static readonly PropertyInfo IsInactive = Activation.GetProperty("IsInactive")!;
    private static readonly PropertyInfo State = Activation.GetProperty("State")!;

    public static void AddHostedGrains(this IServiceCollection services, string folder)
    {
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton(new SiloSettings(folder, Samples: false));
        services.AddSingleton(static provider => new LocalStateDatabase(provider.GetRequiredService<SiloSettings>(), TimeProvider.System, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<LocalStateDatabase>());
        foreach (var area in RealClock) services.AddKeyedSingleton(area, TimeProvider.System);
        services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, static (provider, _) => new CreepingClock(provider.GetRequiredService<TimeProvider>()));
        services.AddOrleans(static orleans =>
        {
            var port = FreePort.Next();
            orleans.UseDevelopmentClustering(new IPEndPoint(IPAddress.Loopback, port));
            orleans.Configure<EndpointOptions>(o => (o.AdvertisedIPAddress, o.SiloPort, o.GatewayPort) = (IPAddress.Loopback, port, 0));
            // What silos tell each other of their load, each second of the clock moved by hand: tests that move it by hours would stop for it thousands of times, and there is nobody to tell.
            orleans.Configure<DeploymentLoadPublisherOptions>(static o => o.DeploymentLoadPublisherRefreshTime = TimeSpan.Zero);

            // As the host without a cluster: on a busy machine a start whose gossip is not over within 3 s fails.
            orleans.Configure<ClusterMembershipOptions>(static o => o.UseLivenessGossip = false);

            // Stopping waits so long for messages to other silos, of which there are none.
            orleans.Configure<SiloMessagingOptions>(static o => o.WaitForMessageToBeQueuedForOutboundTime = TimeSpan.Zero);
            orleans.AddReadOnlyLists();
            orleans.AddGrainStates();
            orleans.AddReminders();
            orleans.Services.AddSingleton<IReminderTable, LocalReminderTable>();
            orleans.Services.AddKeyedSingleton<IGrainStorage>("state", static (provider, name) => new LocalGrainStorage((string)name!, provider.GetRequiredService<LocalStateDatabase>()));
            orleans.Services.AddSingleton<CallsUnderWay>();
            orleans.Services.AddSingleton<IOutgoingGrainCallFilter>(static provider => provider.GetRequiredService<CallsUnderWay>());
        });
    }

    /// <summary>Where the state of grains lies.</summary>
    public static string DatabaseOf(string folder) => System.IO.Directory.CreateDirectory(Path.Combine(folder, "grains")).FullName + "/grains.db";

    public static async Task StartGrainsAsync(this IServiceProvider services)
    {
        foreach (var service in Runtime(services)) await service.StartAsync(default);
    }

    public static async Task StopGrainsAsync(this IServiceProvider services)
    {
        foreach (var service in Runtime(services).Reverse()) await service.StopAsync(default);
    }

    /// <summary>What was not durable by now is lost.</summary>
    public static async ValueTask CrashGrainsAsync(this ServiceProvider services)
    {
        services.GetRequiredService<LocalStateDatabase>().Dispose();
        await services.DisposeAsync();
    }

    /// <summary>Whether nothing runs, waits in a mailbox or is being stored.</summary>
    public static bool AreGrainsAtRest(this IServiceProvider services) =>
        services.GetRequiredService<CallsUnderWay>().Count == 0
        && ((IEnumerable<KeyValuePair<GrainId, IGrainContext>>)services.GetRequiredService(Directory)).Select(static a => a.Value).Where(Activation.IsInstanceOfType).All(IsAtRest);

    private static bool IsAtRest(IGrainContext grain) => (bool)IsInactive.GetValue(grain)! && State.GetValue(grain)!.ToString() is "Valid" or "Invalid";

    private static IEnumerable<IHostedService> Runtime(IServiceProvider services) =>
        services.GetServices<IHostedService>().Where(static s => s is LocalStateDatabase || s.GetType().Assembly == typeof(Orleans.Runtime.Silo).Assembly);

    /// <summary>Calls that have not been answered, from whoever they are.</summary>
    private sealed class CallsUnderWay : IOutgoingGrainCallFilter
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            Interlocked.Increment(ref _count);
            try
            {
                await context.Invoke();
            }
            finally
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }
}
