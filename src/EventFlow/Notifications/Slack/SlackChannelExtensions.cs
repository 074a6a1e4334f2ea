using EventFlow.Notifications.Slack;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Notifications;

/// <summary>Adds the Slack channel.</summary>
public static class SlackChannelExtensions
{
    /// <summary>Adds the kind <c>slack</c>. Registering it twice is harmless.</summary>
    public static IServiceCollection AddSlackChannel(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddChannelHttpClient(SlackChannel.Kind);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotificationChannel, SlackChannel>());
        return services;
    }
}
