using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.EventStore;

/// <summary>Registers the event log in memory.</summary>
public static class InMemoryEventLogExtensions
{
    /// <summary>Adds an <see cref="IEventLog"/> in memory; settings come from EventFlow:Streams:Memory.</summary>
    public static IServiceCollection AddInMemoryEventLog(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<InMemoryEventLogOptions, InMemoryEventLogOptionsValidator>().BindConfiguration(InMemoryEventLogOptions.Section);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EventStoreInstruments>();
        services.TryAddSingleton<InMemoryEventLog>();
        services.TryAddSingleton<IFollowedEventLog>(static provider => provider.GetRequiredService<InMemoryEventLog>());
        services.TryAddSingleton<IEventLog>(static provider => provider.GetRequiredService<IFollowedEventLog>());
        return services;
    }
}
