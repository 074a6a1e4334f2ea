using EventFlow.Notifications.Email;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Notifications;

/// <summary>Adds the e-mail channel.</summary>
public static class EmailChannelExtensions
{
    /// <summary>Adds the kind <c>email</c>. Registering it twice is harmless.</summary>
    public static IServiceCollection AddEmailChannel(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotificationChannel, EmailChannel>());
        return services;
    }
}
