using System.Net;
using EventFlow.Alerting.Routing;
using EventFlow.Ingestion;
using EventFlow.Postgres;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Storage;

namespace EventFlow.Silo;

/// <summary>Hosts the grains in an Orleans silo in this process. Compiled when GrainRuntime is Orleans; the other runtime has a file of its own beside this one.</summary>
internal static class GrainRuntimeExtensions
{
    private const string StateStorage = "state";
    private const string Invariant = "Npgsql";

    // Grains are saved and partitions handed over meanwhile; orchestrators kill what takes more than 30 s.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(25);

    // A silo that is cut from the others learns only here that they have declared it dead; until then it goes on with grains that are theirs now.
    private static readonly TimeSpan ReadMembership = TimeSpan.FromSeconds(15);

    public static void AddGrainRuntime(this WebApplicationBuilder builder, SiloSettings silo)
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<EventFlowClusterOptions, EventFlowClusterOptionsValidator>().BindConfiguration(EventFlowClusterOptions.SectionName);
        services.AddSingleton<IGrainRuntimeInfo, OrleansRuntimeInfo>();

        // What is wrong with these settings is told, with all else that is wrong, before anything starts: here they only choose what is registered.
        EventFlowClusterOptions.TryRead(builder.Configuration, out var cluster);
        builder.UseOrleans(orleans =>
        {
            UseNames(orleans, cluster, builder.Configuration);
            UseRules(orleans, cluster);
            UseEndpoints(orleans, cluster);
            if (cluster.Mode == ClusterMode.Postgres) UsePostgres(orleans, cluster);
            else UseLocalhost(orleans, cluster);
            orleans.AddReadOnlyLists();
            orleans.AddGrainStates();

            // Faults of the database that a grain met: a caller on another silo would be told that they cannot be sent, and not what they are.
            orleans.Services.Configure<Orleans.Serialization.ExceptionSerializationOptions>(static o => o.SupportedNamespacePrefixes.Add(nameof(Npgsql)));
            orleans.AddLogStreams();
            orleans.AddLiveRelay();
            orleans.Services.AddHostedService<AlertingBooksRefresh>();
            orleans.Services.AddHostedService<CatchUpWatch>();
            orleans.Services.AddHostedService(static provider => new LagWatch(
                provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<IngestionProgress>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<LagWatch>>())
            {
                Name = provider.GetRequiredService<ILocalSiloDetails>().Name,
            });
            orleans.AddActivityPropagation();
            orleans.AddIncomingGrainCallFilter<CallCounter>();
        });
    }

    private static void UseNames(ISiloBuilder orleans, EventFlowClusterOptions cluster, IConfiguration configuration)
    {
        orleans.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        orleans.Configure<SiloOptions>(o => o.SiloName = cluster.SiloName ?? $"{Environment.MachineName}-{cluster.SiloPort}");
        orleans.UseSiloMetadata(SiloLabels.Of(configuration));
    }

    private static void UseRules(ISiloBuilder orleans, EventFlowClusterOptions cluster)
    {
        orleans.Services.AddSingleton<Orleans.Metadata.IGrainPropertiesProvider, PlacementRules>();

        // First of its kind, so that no other is asked.
        orleans.Services.Insert(0, ServiceDescriptor.Singleton<IGrainInterfaceTypeProvider, GrainInterfaceTypes>());
        orleans.Configure<ClusterMembershipOptions>(o => (o.ProbeTimeout, o.TableRefreshTimeout) = (TimeSpan.FromSeconds(cluster.ProbeSeconds), ReadMembership));

        // As on the embedded runtime: whoever waits no longer tells the grain so.
        orleans.Configure<SiloMessagingOptions>(static o => o.CancelRequestOnTimeout = true);
#pragma warning disable ORLEANSEXP002 // It is off unless asked for, and the setting says what it is.
        if (cluster is { Rebalance: true, Mode: ClusterMode.Postgres }) orleans.AddActivationRebalancer();
#pragma warning restore ORLEANSEXP002
    }

    private static void UseEndpoints(ISiloBuilder orleans, EventFlowClusterOptions cluster) => orleans.Configure<EndpointOptions>(o =>
    {
        o.AdvertisedIPAddress = SiloAddresses.Find(cluster.AdvertisedAddress) ?? IPAddress.Loopback;
        o.SiloPort = cluster.SiloPort;
        o.GatewayPort = cluster.GatewayPort;
        o.SiloListeningEndpoint = new(cluster.ListenOnAnyAddress ? IPAddress.Any : o.AdvertisedIPAddress, cluster.SiloPort);
    });

    // One silo, known to itself. What it keeps lies in the data directory as the embedded runtime keeps it.
    private static void UseLocalhost(ISiloBuilder orleans, EventFlowClusterOptions cluster)
    {
        var services = orleans.Services;
        orleans.UseDevelopmentClustering(new IPEndPoint(IPAddress.Loopback, cluster.SiloPort));

        // There is nobody to gossip to, and on a busy machine a start whose gossip is not over within 3 s fails with 'The operation was canceled'.
        orleans.Configure<ClusterMembershipOptions>(static o => o.UseLivenessGossip = false);
        services.AddSingleton<LocalStateDatabase>();

        // Before all others: opened before a grain can be asked for, closed when the last has saved. The check comes before the folder is touched.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(static provider => provider.GetRequiredService<LocalStateDatabase>()));
        services.AddHostedService<StreamsProviderCheck>();
        services.AddHostedService<CheckpointAtStop>();
        services.AddKeyedSingleton<IGrainStorage>(StateStorage, static (provider, name) => new LocalGrainStorage((string)name!, provider.GetRequiredService<LocalStateDatabase>()));
        orleans.AddReminders();
        services.AddSingleton<IReminderTable, LocalReminderTable>();
    }

    private static void UsePostgres(ISiloBuilder orleans, EventFlowClusterOptions cluster)
    {
        var services = orleans.Services;

        // The directory that comes with Orleans loses entries while silos restart in turn: a series then had an activation that took its samples, and another, found by those who asked, that did not.
#pragma warning disable ORLEANSEXP003
        orleans.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        services.AddPostgres();
        services.AddSingleton<IStormCounter, ClusterStormCounter>();
        services.PostConfigure<PostgresOptions>(o => o.ConnectionString = SiloSign.Of(cluster.ClusterId).AddTo(o.ConnectionString));
        services.AddHostedService<ClockWatch>();
        services.Configure<HostOptions>(static o => o.ShutdownTimeout = StopTimeout);

        // Before all others: a silo that may not join has touched nothing.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ClusterCheck>());
        orleans.UseAdoNetClustering(static o => o.Configure<NpgsqlDataSource>(static (options, source) => (options.Invariant, options.DataSource) = (Invariant, source)));
        orleans.UseAdoNetReminderService(static o => o.Configure<NpgsqlDataSource>(static (options, source) => (options.Invariant, options.DataSource) = (Invariant, source)));
        services.AddSingleton(static provider => new GrainStateTable(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId));
        services.AddKeyedSingleton<IGrainStorage>(StateStorage, static (provider, name) => new PostgresGrainStorage((string)name!, provider.GetRequiredService<GrainStateTable>()));

        // Over what is set for one process: whoever signs in at one silo is known to all.
        services.AddOptions<KeyManagementOptions>().PostConfigure<NpgsqlDataSource, IOptions<ClusterOptions>>(
            static (options, source, of) => options.XmlRepository = new PostgresKeyRepository(source, of.Value.ServiceId));
    }
}
