using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Adds detectors to the platform. Each detector has one extension method that ends in a call of <c>Add</c>; adding one twice is harmless.</summary>
public sealed class DetectionBuilder(IServiceCollection services)
{
    /// <summary>Where the parts go.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Adds a detector of series.</summary>
    /// <param name="name">The name rules use: lower-case letters, digits and dashes.</param>
    /// <param name="stateVersion">Version of the form of its saved state, from 1; raise it when the form changes.</param>
    /// <param name="create">Makes a detector that has seen nothing yet.</param>
    public DetectionBuilder Add<TOptions>(string name, int stateVersion, Func<TOptions, ISeriesDetector> create)
        where TOptions : class, IDetectorOptions, new() => AddOnce<TOptions>(name, stateVersion, create, null);

    /// <summary>Adds a detector of services.</summary>
    /// <inheritdoc cref="Add{TOptions}(string, int, Func{TOptions, ISeriesDetector})"/>
    public DetectionBuilder Add<TOptions>(string name, int stateVersion, Func<TOptions, IServiceDetector> create)
        where TOptions : class, IDetectorOptions, new() => AddOnce<TOptions>(name, stateVersion, null, create);

    private DetectionBuilder AddOnce<TOptions>(string name, int stateVersion, Func<TOptions, ISeriesDetector>? forSeries, Func<TOptions, IServiceDetector>? forService)
        where TOptions : class, IDetectorOptions, new()
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<DetectorRegistration, DetectorRegistration<TOptions>>(
            provider => new(name, stateVersion, provider.GetRequiredService<IOptions<TOptions>>(), forSeries, forService)));
        return this;
    }
}
