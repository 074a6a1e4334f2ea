using EventFlow.Notifications.Templates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EventFlow.Notifications;

/// <summary>Adds notifications.</summary>
public static class NotificationsExtensions
{
    /// <summary>
    /// Adds channels with their queues: <see cref="IChannelService"/>, and the channels of the settings. Needs AddAlerting and a line per kind of channel
    /// (<c>AddLogChannel()</c>, <c>AddWebhookChannel()</c>). Registering it twice is harmless.
    /// </summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        if (services.Any(static s => s.ServiceType == typeof(ChannelKinds))) return services;
        services.AddOptionsWithValidateOnStart<NotificationOptions, NotificationOptionsValidator>().BindConfiguration(NotificationOptions.Section);
        services.AddOptions<ChannelListOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<ChannelListOptions>, ChannelListReader>();
        services.AddSingleton<IValidateOptions<ChannelListOptions>, ChannelListValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ChannelKinds>();
        services.AddSingleton<ChannelDirectory>();
        services.AddSingleton<ChannelUses>();
        services.AddSingleton<MessageRenderer>();
        services.AddSingleton<ChannelDispatcher>();
        services.TryAddSingleton<IChannelService, ChannelService>();
        return services;
    }
}
