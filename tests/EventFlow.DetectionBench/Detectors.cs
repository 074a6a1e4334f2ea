using EventFlow.Detection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.DetectionBench;

/// <summary>The detectors of the platform with their defaults.</summary>
internal static class Detectors
{
    public static DetectorCatalog Catalog()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddDetection().AddBuiltInDetectors();
        return services.BuildServiceProvider().GetRequiredService<DetectorCatalog>();
    }

    public static IReadOnlyList<string> WithoutParameters(DetectorCatalog catalog) =>
        [.. catalog.Descriptions.Select(static d => d.Name).Where(n => catalog.Find(n) is { Scope: DetectorScope.Series } found && found.Bind(new("{}"), new List<Fault>()) is not null)];
}
