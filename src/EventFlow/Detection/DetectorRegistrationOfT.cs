using System.Reflection;
using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>A detector whose parameters are <typeparamref name="TOptions"/>.</summary>
internal sealed class DetectorRegistration<TOptions>(
    string name, int stateVersion, IOptions<TOptions> defaults, Func<TOptions, ISeriesDetector>? createForSeries, Func<TOptions, IServiceDetector>? createForService)
    : DetectorRegistration(name, createForSeries is null ? DetectorScope.Service : DetectorScope.Series, stateVersion)
    where TOptions : class, IDetectorOptions, new()
{
    private static readonly ParameterBinder<TOptions> Binder = new();

    public override DetectorDescription Describe()
    {
        var about = typeof(TOptions).GetCustomAttribute<DetectorAttribute>();
        return new(Name, about?.Title ?? Name, about?.Summary ?? "", Scope == DetectorScope.Series ? "series" : "service", Binder.Describe(defaults.Value));
    }

    public override BoundDetector? Bind(DetectorParameters parameters, ICollection<Fault> faults)
    {
        if (Binder.Bind(parameters, defaults.Value, faults) is not { } options) return null;
        return new(
            Name, Scope, StateVersion, Binder.Canonical(options), [.. options.Levels],
            createForSeries is null ? null : () => createForSeries(options),
            createForService is null ? null : () => createForService(options),
            options.LongestHold);
    }
}
