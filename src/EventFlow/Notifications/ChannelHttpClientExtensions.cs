using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Notifications;

/// <summary>The HTTP client of a kind of channel.</summary>
public static class ChannelHttpClientExtensions
{
    /// <summary>Adds a named client that follows no redirects, keeps no cookies, sets no deadline of its own and logs no addresses.</summary>
    public static IServiceCollection AddChannelHttpClient(this IServiceCollection services, string name)
    {
        services.AddHttpClient(name, static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            // The default loggers write request addresses, and an address may be a secret (chat webhooks).
            .RemoveAllLoggers();
        return services;
    }
}
