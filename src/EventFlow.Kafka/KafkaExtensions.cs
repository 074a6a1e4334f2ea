using EventFlow.EventStore;
using EventFlow.Ingestion;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Kafka;

/// <summary>Registers the event log in Kafka.</summary>
public static class KafkaExtensions
{
    /// <summary>Adds an <see cref="IEventLog"/> in Kafka; settings come from EventFlow:Kafka. An <see cref="IKafkaTokenSource"/> is used where one is registered.</summary>
    public static IServiceCollection AddKafkaEventLog(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<KafkaOptions, KafkaOptionsValidator>().BindConfiguration(KafkaOptionsValidator.Section);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EventStoreInstruments>();
        services.TryAddSingleton<IngestionProgress>();
        services.TryAddSingleton<KafkaEventLog>();
        services.TryAddSingleton<IFollowedEventLog>(static provider => provider.GetRequiredService<KafkaEventLog>());
        services.TryAddSingleton<IEventLog>(static provider => provider.GetRequiredService<IFollowedEventLog>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueSource, KafkaCommitQueue>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KafkaStartup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KafkaFollower>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KafkaProgress>());
        return services;
    }
}
