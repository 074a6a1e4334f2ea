using EventFlow.Notifications.PagerDuty;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Notifications;

/// <summary>Adds the PagerDuty channel.</summary>
public static class PagerDutyChannelExtensions
{
    /// <summary>Adds the kind <c>pagerduty</c>. Registering it twice is harmless.</summary>
    public static IServiceCollection AddPagerDutyChannel(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddChannelHttpClient(PagerDutyChannel.Kind);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotificationChannel, PagerDutyChannel>());
        return services;
    }
}
