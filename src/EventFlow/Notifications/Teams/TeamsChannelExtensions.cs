using EventFlow.Notifications.Teams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Notifications;

/// <summary>Adds the Microsoft Teams channel.</summary>
public static class TeamsChannelExtensions
{
    /// <summary>Adds the kind <c>teams</c>. Registering it twice is harmless.</summary>
    public static IServiceCollection AddTeamsChannel(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddChannelHttpClient(TeamsChannel.Kind);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotificationChannel, TeamsChannel>());
        return services;
    }
}
