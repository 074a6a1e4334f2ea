using EventFlow.Embedded.Hosting;
using EventFlow.EventStore;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Hosts the grains in this process. Compiled when GrainRuntime is Embedded; the other runtime has a file of its own beside this one.</summary>
internal static class GrainRuntimeExtensions
{
    private const string StateStorage = "state";

    public static void AddGrainRuntime(this WebApplicationBuilder builder, SiloSettings silo)
    {
        var services = builder.Services;
        services.AddHostedService<StreamsProviderCheck>();
        services.AddSingleton<IGrainRuntimeInfo, EmbeddedRuntimeInfo>();
        services.AddSingleton<IQueueSource, RuntimeQueues>();
        services.AddEmbeddedGrains(options =>
        {
            options.DataDirectory = Path.Combine(silo.DataDirectory, "grains");
            options.StorageNames.Add(StateStorage);
            GrainStateJson.Configure(options.StateSerializerOptions);
            options.GrainAssemblies.Add(typeof(IAlertGrain).Assembly);
            options.GrainAssemblies.Add(typeof(LiveFeed).Assembly);
            options.GrainAssemblies.Add(typeof(SiloHost).Assembly);
        }).AddStreams(StreamNames.Provider, static provider => new LogStreamSource(
            provider.GetRequiredService<IFollowedEventLog>(), provider.GetRequiredService<TimeProvider>(), StartOf(provider.GetRequiredService<IHostApplicationLifetime>())));
    }

    // A log that is far from applied would take the processors from the rest of the start, and it is taking events and answering that somebody waits for.
    private static Task StartOf(IHostApplicationLifetime lifetime)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(started.SetResult);
        return started.Task;
    }

    private sealed class EmbeddedRuntimeInfo(IGrainRuntimeStatistics statistics) : IGrainRuntimeInfo
    {
        public string Name => "Embedded (one process, no cluster)";

        public ValueTask<IReadOnlyList<GrainTypeStatus>> GetGrains() =>
            new([.. statistics.GetSnapshot().GrainTypes.Where(static t => t.Activations > 0).Select(static t => new GrainTypeStatus(t.GrainType, t.Activations))]);
    }

    private sealed class RuntimeQueues(IGrainRuntimeStatistics statistics, IOptions<EmbeddedGrainsOptions> options) : IQueueSource
    {
        public IEnumerable<QueueStatus> GetQueues()
        {
            var now = statistics.GetSnapshot();
            return
            [
                new("grain mailboxes (limit of each)", now.QueuedRequests, options.Value.MaxQueuedRequests, 0, now.OldestQueuedRequest.TotalSeconds),
                new("grain state writes", now.QueuedStorageWrites, options.Value.MaxQueuedWrites, 0, now.OldestQueuedStorageWrite.TotalSeconds),
            ];
        }
    }
}
