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
        services.AddStreamsOptions();
        services.AddOptionsWithValidateOnStart<KafkaOptions, KafkaOptionsValidator>().BindConfiguration(KafkaOptionsValidator.Section);
        services.TryAddSingleton<IngestionProgress>();
        services.AddFollowedEventLog<KafkaEventLog>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueSource, KafkaCommitQueue>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KafkaStartup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KafkaFollower>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KafkaProgress>());
        return services;
    }
}
