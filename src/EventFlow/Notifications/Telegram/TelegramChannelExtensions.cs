using EventFlow.Notifications.Telegram;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Notifications;

/// <summary>Adds the Telegram channel.</summary>
public static class TelegramChannelExtensions
{
    /// <summary>Adds the kind <c>telegram</c>. Registering it twice is harmless.</summary>
    public static IServiceCollection AddTelegramChannel(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddChannelHttpClient(TelegramChannel.Kind);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotificationChannel, TelegramChannel>());
        return services;
    }
}
