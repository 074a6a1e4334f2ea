using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EventFlow.Incidents;

/// <summary>Registers incidents.</summary>
public static class IncidentsServiceCollectionExtensions
{
    /// <summary>Adds what makes incidents of alerts, with the topology from <c>EventFlow:Topology</c>.</summary>
    public static IServiceCollection AddIncidents(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<IncidentOptions, IncidentOptionsValidator>().BindConfiguration("EventFlow:Incidents");
        services.AddOptionsWithValidateOnStart<TopologyOptions, TopologyOptionsValidator>()
            .Configure<IConfiguration>(static (options, configuration) => options.DependsOn = configuration.GetSection("EventFlow:Topology").Get<Dictionary<string, string[]>>() ?? []);
        services.TryAddSingleton(static provider => new ServiceTopology(provider.GetRequiredService<IOptions<TopologyOptions>>().Value.DependsOn));
        services.TryAddSingleton<IIncidentQueries, IncidentQueries>();
        return services;
    }
}
