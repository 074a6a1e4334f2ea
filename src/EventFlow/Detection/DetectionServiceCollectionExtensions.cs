using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Detection;

/// <summary>Registers detection.</summary>
public static class DetectionServiceCollectionExtensions
{
    /// <summary>Adds the catalog of detectors without any; the builder's <c>AddXyz()</c> methods add them.</summary>
    public static DetectionBuilder AddDetection(this IServiceCollection services)
    {
        services.TryAddSingleton<DetectorCatalog>();
        return new(services);
    }
}
