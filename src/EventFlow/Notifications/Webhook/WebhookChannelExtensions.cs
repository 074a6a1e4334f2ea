using EventFlow.Notifications.Webhook;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Notifications;

/// <summary>Adds the webhook channel.</summary>
public static class WebhookChannelExtensions
{
    /// <summary>Adds the kind <c>webhook</c> and its HTTP client. Registering it twice is harmless.</summary>
    public static IServiceCollection AddWebhookChannel(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddChannelHttpClient(WebhookChannel.Kind);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotificationChannel, WebhookChannel>());
        return services;
    }
}
