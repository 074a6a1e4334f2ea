using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Embedded;

/// <summary>Streams of the grain at hand.</summary>
public static class GrainStreamingExtensions
{
    /// <summary>The stream provider of this name.</summary>
    /// <exception cref="KeyNotFoundException">No provider of this name is registered.</exception>
    public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return grain.GrainContext.ActivationServices.GetKeyedService<IStreamProvider>(name)
            ?? throw new KeyNotFoundException($"Stream provider '{name}' is not registered; register it where the grain runtime is set up.");
    }
}
