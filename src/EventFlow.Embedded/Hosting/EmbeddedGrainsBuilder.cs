using EventFlow.Embedded.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventFlow.Embedded.Hosting;

/// <summary>Adds to the embedded grain runtime.</summary>
/// <param name="services">The host's services.</param>
public sealed class EmbeddedGrainsBuilder(IServiceCollection services)
{
    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Adds a stream provider that reads from a source; grains whose namespaces it carries are fed from the start on.</summary>
    /// <param name="name">The provider's name, as given to GetStreamProvider.</param>
    /// <param name="source">Gives the source when the runtime starts.</param>
    public EmbeddedGrainsBuilder AddStreams(string name, Func<IServiceProvider, IStreamSource> source)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(source);
        if (Services.Any(service => service.ImplementationInstance is StreamRegistration known && known.Name == name))
            throw new ArgumentException($"Stream provider '{name}' is registered already; expected distinct names.", nameof(name));
        Services.AddSingleton(new StreamRegistration(name));
        Services.AddKeyedSingleton<IStreamProvider>(name, (provider, _) =>
            new EmbeddedStreamProvider(name, source(provider), provider.GetRequiredService<StreamManager>()));
        return this;
    }

    /// <summary>Adds a stream provider in memory: bounded, lost with the process.</summary>
    /// <param name="name">The provider's name, as given to GetStreamProvider.</param>
    public EmbeddedGrainsBuilder AddMemoryStreams(string name) =>
        AddStreams(name, static provider => new MemoryStreamSource(provider.GetRequiredService<IOptions<EmbeddedGrainsOptions>>().Value.MemoryStreamCapacity));
}
