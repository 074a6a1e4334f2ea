using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Series;

/// <summary>Registers series.</summary>
public static class SeriesServiceCollectionExtensions
{
    /// <summary>Adds what the grain of a series needs. Needs rules and the live feed beside it.</summary>
    public static IServiceCollection AddSeries(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<SeriesOptions, SeriesOptionsValidator>().BindConfiguration("EventFlow:Series");
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SeriesBudget>();
        services.TryAddSingleton<SeriesInstruments>();
        return services;
    }
}
