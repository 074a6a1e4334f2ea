using EventFlow.SegmentLog;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EventFlow.EventStore;

/// <summary>Registers the event log: on local disk, or as one that another module brings.</summary>
public static class EventStoreExtensions
{
    private const string DefaultDataDirectory = "eventflow-data";

    /// <summary>Adds an <see cref="IEventLog"/> over segments, opened when the host starts; settings come from EventFlow:EventStore and EventFlow:SegmentLog.</summary>
    public static IServiceCollection AddEventStore(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EventStoreOptions>, EventStoreOptionsValidator>());
        services.AddOptions<EventStoreOptions>().BindConfiguration(EventStoreOptionsValidator.Section).ValidateOnStart();
        services.AddSegmentLog(DirectoryOf);
        services.AddFollowedEventLog<SegmentEventLog>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueSource, CommitQueue>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EventStoreStartup>());
        return services;
    }

    /// <summary>Adds <see cref="StreamsOptions"/>, for logs that can have more partitions.</summary>
    public static IServiceCollection AddStreamsOptions(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StreamsOptions>, StreamsOptionsValidator>());
        services.AddOptions<StreamsOptions>().BindConfiguration(StreamsOptions.SectionName).ValidateOnStart();
        return services;
    }

    /// <summary>Adds a log as the one there is, with what every log needs.</summary>
    public static IServiceCollection AddFollowedEventLog<TLog>(this IServiceCollection services)
        where TLog : class, IFollowedEventLog
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EventStoreInstruments>();
        services.TryAddSingleton<TLog>();
        services.TryAddSingleton<IFollowedEventLog>(static provider => provider.GetRequiredService<TLog>());
        services.TryAddSingleton<IEventLog>(static provider => provider.GetRequiredService<IFollowedEventLog>());
        return services;
    }

    private static string DirectoryOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<EventStoreOptions>>().Value.Directory
        ?? Path.Combine(provider.GetRequiredService<IConfiguration>()["EventFlow:DataDirectory"] ?? DefaultDataDirectory, "log");
}
