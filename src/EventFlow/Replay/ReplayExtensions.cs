using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Replay;

/// <summary>Registers what reads stored events: queries, consumers, replays.</summary>
public static class ReplayExtensions
{
    /// <summary>Adds the event store API's services; settings come from EventFlow:Replay. Needs an <see cref="IEventLog"/>.</summary>
    public static IServiceCollection AddReplay(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ReplayOptions, ReplayOptionsValidator>().BindConfiguration("EventFlow:Replay");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EventArrivals>();
        services.TryAddSingleton<StreamRates>();
        services.TryAddSingleton<ReaderSlots>();
        services.TryAddSingleton<IEventQueries, EventQueries>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StreamRateService>());
        return services;
    }
}
