using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Replay;

/// <summary>Registers what reads stored events: queries, consumers, replays.</summary>
public static class ReplayExtensions
{
    private static readonly TimeSpan WebhookTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds the event store API's services; settings come from EventFlow:Replay. Needs an <see cref="IEventLog"/>, ingestion, rules, series and services.</summary>
    public static IServiceCollection AddReplay(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ReplayOptions, ReplayOptionsValidator>().BindConfiguration("EventFlow:Replay");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EventArrivals>();
        services.TryAddSingleton<StreamRates>();
        services.TryAddSingleton<ReaderSlots>();
        services.TryAddSingleton<IEventQueries, EventQueries>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StreamRateService>());
        services.AddMetrics();
        services.TryAddSingleton<IConsumerService, ConsumerService>();
        services.TryAddSingleton<ConsumerInstruments>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ConsumerLagService>());
        services.TryAddSingleton<ReplayManners>();
        services.TryAddSingleton<ReplayFiles>();
        services.TryAddSingleton<ReplayRunner>();
        services.TryAddSingleton<ReplayPlanner>();
        services.TryAddSingleton<IReplayService, ReplayService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ReplayWaker>());
        services.AddHttpClient(WebhookTarget.ClientName, static http => http.Timeout = WebhookTimeout)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = WebhookTimeout, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        return services;
    }
}
