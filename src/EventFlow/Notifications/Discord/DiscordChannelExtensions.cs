using EventFlow.Notifications.Discord;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Notifications;

/// <summary>Adds the Discord channel.</summary>
public static class DiscordChannelExtensions
{
    /// <summary>Adds the kind <c>discord</c>. Registering it twice is harmless.</summary>
    public static IServiceCollection AddDiscordChannel(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddChannelHttpClient(DiscordChannel.Kind);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotificationChannel, DiscordChannel>());
        return services;
    }
}
