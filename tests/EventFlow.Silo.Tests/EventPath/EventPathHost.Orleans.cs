using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;

namespace EventFlow.Silo.Tests.EventPath;

/// <summary>One silo of Orleans, with what it keeps in the data directory, as the host without a cluster has it. Compiled when GrainRuntime is Orleans.</summary>
internal sealed partial class EventPathHost
{
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    private void AddGrains(HostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(new SiloSettings(_data.Path, Samples: false));
        services.AddSingleton<LocalStateDatabase>();

        // Opened before a grain can be asked for, closed when the last has saved.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(static provider => provider.GetRequiredService<LocalStateDatabase>()));
        builder.UseOrleans(static orleans =>
        {
            var port = FreePort.Next();
            orleans.UseDevelopmentClustering(new IPEndPoint(IPAddress.Loopback, port));
            orleans.Configure<EndpointOptions>(o => (o.AdvertisedIPAddress, o.SiloPort, o.GatewayPort) = (IPAddress.Loopback, port, 0));
            orleans.Configure<ClusterMembershipOptions>(static o => o.UseLivenessGossip = false);
            orleans.AddReadOnlyLists();
            orleans.AddGrainStates();
            orleans.AddReminders();
            orleans.AddLogStreams();
            orleans.Services.AddSingleton<IReminderTable, LocalReminderTable>();
            orleans.Services.AddKeyedSingleton<IGrainStorage>("state", static (provider, name) => new LocalGrainStorage((string)name!, provider.GetRequiredService<LocalStateDatabase>()));
        });
        services.AddHostedService<CheckpointAtStop>();
    }

    // Orleans saves grains while it is disposed of.
    private void CloseState() => _host.Services.GetRequiredService<LocalStateDatabase>().Dispose();
}
