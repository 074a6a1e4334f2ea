using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow;

/// <summary>Registers the live feed.</summary>
public static class LiveExtensions
{
    /// <summary>Adds <see cref="ILiveFeed"/>, set by <c>EventFlow:Live</c>.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<LiveOptions, LiveOptionsValidator>().BindConfiguration("EventFlow:Live");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LiveFeed>();
        services.TryAddSingleton<ILiveFeed>(static provider => provider.GetRequiredService<LiveFeed>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IQueueSource, LiveQueueSource>());
        return services;
    }
}
