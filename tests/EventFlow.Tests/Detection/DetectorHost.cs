using EventFlow.Detection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Tests.Detection;

/// <summary>The catalog of all detectors as the composition root builds it, with settings where a test wants them.</summary>
internal static class DetectorHost
{
    public static DetectorCatalog Catalog(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build());
        services.AddDetection().AddBuiltInDetectors();
        return services.BuildServiceProvider().GetRequiredService<DetectorCatalog>();
    }

    public static BoundDetector Bind(string name, string parameters = "{}")
    {
        var faults = new List<Fault>();
        var bound = Catalog().Find(name)!.Bind(new(parameters), faults);
        Assert.True(bound is not null, string.Join(' ', faults));
        return bound;
    }

    public static IReadOnlyList<Fault> FaultsOf(string name, string parameters)
    {
        var faults = new List<Fault>();
        Catalog().Find(name)!.Bind(new(parameters), faults);
        return faults;
    }
}
