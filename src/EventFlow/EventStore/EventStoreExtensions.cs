using EventFlow.SegmentLog;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EventFlow.EventStore;

/// <summary>Registers the event log on local disk.</summary>
public static class EventStoreExtensions
{
    private const string DefaultDataDirectory = "eventflow-data";

    /// <summary>Adds an <see cref="IEventLog"/> over segments, opened when the host starts; settings come from EventFlow:EventStore and EventFlow:SegmentLog.</summary>
    public static IServiceCollection AddEventStore(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EventStoreOptions>, EventStoreOptionsValidator>());
        services.AddOptions<EventStoreOptions>().BindConfiguration(EventStoreOptionsValidator.Section).ValidateOnStart();
        services.AddSegmentLog(DirectoryOf);
        services.AddMetrics();
        services.TryAddSingleton<EventStoreInstruments>();
        services.TryAddSingleton<SegmentEventLog>();
        services.TryAddSingleton<IFollowedEventLog>(static provider => provider.GetRequiredService<SegmentEventLog>());
        services.TryAddSingleton<IEventLog>(static provider => provider.GetRequiredService<IFollowedEventLog>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueSource, CommitQueue>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EventStoreStartup>());
        return services;
    }

    private static string DirectoryOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<EventStoreOptions>>().Value.Directory
        ?? Path.Combine(provider.GetRequiredService<IConfiguration>()["EventFlow:DataDirectory"] ?? DefaultDataDirectory, "log");
}
