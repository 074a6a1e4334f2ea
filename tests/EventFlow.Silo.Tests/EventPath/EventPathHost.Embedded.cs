using EventFlow.Embedded;
using EventFlow.Embedded.Hosting;
using EventFlow.EventStore;
using EventFlow.Ingestion;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Silo.Tests.EventPath;

/// <summary>The embedded runtime. Compiled when GrainRuntime is Embedded.</summary>
internal sealed partial class EventPathHost
{
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    private void AddGrains(HostApplicationBuilder builder) => builder.Services.AddEmbeddedGrains(options =>
    {
        options.DataDirectory = _data["grains"];
        options.StorageNames.Add("state");
        options.GrainAssemblies.Add(typeof(IIngestionGrain).Assembly);
        options.GrainAssemblies.Add(typeof(IngestionService).Assembly);
    }).AddStreams(StreamNames.Provider, static provider => new LogStreamSource(provider.GetRequiredService<SegmentEventLog>(), provider.GetRequiredService<TimeProvider>()));

    // This runtime saves nothing when it is disposed of.
    private static void CloseState()
    {
    }
}
