using EventFlow.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace EventFlow.Postgres.EventLog;

/// <summary>Registers the event log in PostgreSQL.</summary>
public static class PostgresEventLogExtensions
{
    /// <summary>Adds an <see cref="IEventLog"/> in PostgreSQL; settings come from EventFlow:Postgres and EventFlow:Postgres:EventLog.</summary>
    public static IServiceCollection AddPostgresEventLog(this IServiceCollection services)
    {
        services.AddPostgres();
        services.AddStreamsOptions();
        services.AddOptionsWithValidateOnStart<PostgresEventLogOptions, PostgresEventLogOptionsValidator>().BindConfiguration(PostgresEventLogOptionsValidator.Section);
        services.AddFollowedEventLog<PostgresEventLog>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueSource, LogCommitQueue>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LogStartup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LogFollower>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LogNotifier>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LogKeeper>());
        return services;
    }
}
