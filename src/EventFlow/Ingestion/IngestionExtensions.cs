using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Ingestion;

/// <summary>Registers ingestion: the service the gateways use, and what its grain needs.</summary>
public static class IngestionExtensions
{
    /// <summary>Adds ingestion; settings come from EventFlow:Ingestion and are checked at start. Needs an <see cref="IEventLog"/>.</summary>
    public static IServiceCollection AddIngestion(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<IngestionOptions, IngestionOptionsValidator>().BindConfiguration(IngestionOptionsValidator.Section);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IngestionProgress>();
        services.TryAddSingleton<IngestionInstruments>();
        services.TryAddSingleton<EventValidator>();
        services.TryAddSingleton<IngestionService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueSource, IngestionQueues>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RecentEventsLoader>());
        return services;
    }
}
