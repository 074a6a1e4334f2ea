using EventFlow.Embedded.Hosting;
using EventFlow.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Simulation.Tests.Path;

/// <summary>The grains on the embedded runtime. Compiled when GrainRuntime is Embedded.</summary>
internal sealed partial class Life
{
    private void AddGrains(ServiceCollection services)
    {
        services.AddHostedGrains(_folder.Path);
        services.AddEmbeddedGrains(static _ => { }).AddStreams(StreamNames.Provider, _ => _log);
    }
}
