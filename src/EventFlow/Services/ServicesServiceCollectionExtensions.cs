using EventFlow.Ingestion;
using EventFlow.Series;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Services;

/// <summary>Registers services and the queries about them.</summary>
public static class ServicesServiceCollectionExtensions
{
    /// <summary>Adds what the grains of services need, and the queries of API and dashboard. Needs rules, alerting, notifications, the live feed and the event log beside it.</summary>
    public static IServiceCollection AddServices(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ServiceOptions, ServiceOptionsValidator>().BindConfiguration("EventFlow:Services");
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SeriesInstruments>();
        services.TryAddSingleton<IngestionProgress>();
        services.TryAddSingleton<LogReader>();
        services.TryAddSingleton<DashboardFigures>();
        services.TryAddSingleton<IMonitoringQueries, MonitoringQueries>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ServiceWakeService>());
        return services;
    }
}
