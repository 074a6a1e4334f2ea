using System.Net;
using EventFlow.Embedded.Tests.Contract;
using EventFlow.Postgres;
using EventFlow.Silo;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using global::Orleans.Configuration;
using global::Orleans.Hosting;
using global::Orleans.Storage;

namespace EventFlow.Cluster.Tests.Orleans;

/// <summary>A silo of Orleans for a test: a clock moved by hand for grains, the real one for the cluster; state and reminders in a database of its own.</summary>
internal sealed class OrleansHost : IGrainHost
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _database;
    private readonly int _port = FreePort.Next();
    private IHost _host = null!;

    private OrleansHost(NpgsqlDataSource database) => _database = database;

    public Probe Probe { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<OrleansHost> StartAsync(PostgresFixture postgres)
    {
        var host = new OrleansHost(await postgres.CreateAsync());
        await host.StartAsync();
        return host;
    }

    // In steps: what looks every few seconds for idle grains is a loop of its own, and needs its turns.
    public void Advance(TimeSpan by)
    {
        for (var left = by; left > TimeSpan.Zero; left -= Step)
        {
            Time.Advance(left < Step ? left : Step);
            if (by > Step) Thread.Sleep(1);
        }
    }

    public void Append(StreamId stream, params string[] items) => throw new NotSupportedException("Streams of Orleans are those of the event log; LogQueueCursorTests and FailureTests try them.");

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _database.DisposeAsync();
    }

    private async Task StopAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(new CreepingClock(Time));
        foreach (var area in new[] { TimeProviderNames.Membership, TimeProviderNames.GrainDirectory }) builder.Services.AddKeyedSingleton(area, TimeProvider.System);
        builder.Services.AddSingleton(Probe);
        builder.Services.AddSingleton(_database);
        builder.UseOrleans(orleans =>
        {
            orleans.UseDevelopmentClustering(new IPEndPoint(IPAddress.Loopback, _port));
            orleans.Configure<EndpointOptions>(o => (o.AdvertisedIPAddress, o.SiloPort, o.GatewayPort) = (IPAddress.Loopback, _port, 0));
            orleans.Configure<GrainCollectionOptions>(static o => (o.CollectionAge, o.CollectionQuantum) = (TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(1)));
            orleans.Configure<SiloMessagingOptions>(static o => (o.ResponseTimeout, o.CancelRequestOnTimeout) = (TimeSpan.FromSeconds(30), true));
            orleans.AddActivityPropagation();
            orleans.UseAdoNetReminderService(o => (o.Invariant, o.DataSource) = ("Npgsql", _database));
            var table = new GrainStateTable(_database, "contract");
            orleans.Services.AddKeyedSingleton<IGrainStorage>("Default", new PostgresGrainStorage("Default", table));
            orleans.Services.AddSingleton(static provider => provider.GetRequiredKeyedService<IGrainStorage>("Default"));
        });
        _host = builder.Build();
        await _host.StartAsync();
    }
}
