using Microsoft.Extensions.Configuration;
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
        services.TryAddSingleton(static provider => new InMemoryOffsets(provider.GetService<IConfiguration>()?["EventFlow:DataDirectory"], provider.GetRequiredService<TimeProvider>()));
        services.AddFollowedEventLog<InMemoryEventLog>();
        return services;
    }
}
