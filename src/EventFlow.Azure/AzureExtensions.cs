using Azure.Core;
using Azure.Identity;
using EventFlow.Kafka;
using EventFlow.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Azure;

/// <summary>Registers the sign-in to services of Azure.</summary>
public static class AzureExtensions
{
    /// <summary>Where the settings name a managed identity, signs in to PostgreSQL and Event Hubs as that; else changes nothing.</summary>
    public static IServiceCollection AddAzureIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<AzureOptions, AzureOptionsValidator>().BindConfiguration(AzureOptionsValidator.Section);
        if (configuration[$"{AzureOptionsValidator.Section}:{nameof(AzureOptions.ManagedIdentity)}"] is not { Length: > 0 } identity) return services;
        services.TryAddSingleton(CreateCredential(identity));
        services.TryAddSingleton<IPostgresPasswordSource, AzurePasswordSource>();
        services.TryAddSingleton<IKafkaTokenSource, AzureKafkaTokenSource>();
        return services;
    }

    /// <summary>The credential of a managed identity: a client id, or <see cref="AzureOptionsValidator.System"/>.</summary>
    public static TokenCredential CreateCredential(string identity) =>
        new ManagedIdentityCredential(identity == AzureOptionsValidator.System ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(identity));
}
