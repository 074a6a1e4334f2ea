using EventFlow.Notifications.Log;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Notifications;

/// <summary>Adds the log channel.</summary>
public static class LogChannelExtensions
{
    /// <summary>Adds the kind <c>log</c>. Registering it twice is harmless.</summary>
    public static IServiceCollection AddLogChannel(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotificationChannel, LogChannel>());
        return services;
    }
}
