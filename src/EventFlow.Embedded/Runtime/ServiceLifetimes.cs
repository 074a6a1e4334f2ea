using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Embedded.Runtime;

/// <summary>Which registered services are scoped or transient and therefore need a scope of their own per activation.</summary>
internal sealed class ServiceLifetimes(IServiceCollection services)
{
    private readonly HashSet<(Type Type, object? Key)> _singletons = [.. services
        .GroupBy(static service => (service.ServiceType, service.ServiceKey))
        .Where(static group => group.All(static service => service.Lifetime == ServiceLifetime.Singleton))
        .Select(static group => group.Key)];

    public bool IsScoped(Type service, object? key = null) =>
        !_singletons.Contains((service, key)) && !(service.IsGenericType && _singletons.Contains((service.GetGenericTypeDefinition(), key)));
}
