using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;

namespace EventFlow.Silo;

/// <summary>Registers the live feed of a cluster in place of that of one process.</summary>
internal static class LiveRelayExtensions
{
    public static ISiloBuilder AddLiveRelay(this ISiloBuilder orleans)
    {
        orleans.Services.AddSingleton<ClusterLiveFeed>();
        orleans.Services.AddSingleton<ILiveFeed>(static provider => provider.GetRequiredService<ClusterLiveFeed>());
        orleans.Services.AddSingleton<IQueueSource>(static provider => provider.GetRequiredService<ClusterLiveFeed>());
        orleans.Services.TryAddSingleton<LiveRelayClient>();
        orleans.AddGrainService<LiveRelayService>();
        orleans.Services.AddHostedService<LiveRelay>();
        return orleans;
    }
}
