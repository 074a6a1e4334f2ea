using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Audit;

/// <summary>Adds the audit log.</summary>
public static class AuditExtensions
{
    /// <summary>The services whose changes are taken down, and what they change, as actions name it.</summary>
    public static IReadOnlyDictionary<Type, string> Services { get; } = new Dictionary<Type, string>
    {
        [typeof(IAlertRoutingService)] = "routing",
        [typeof(ISilenceService)] = "silence",
        [typeof(IEscalationService)] = "escalation",
        [typeof(IOnCallService)] = "onCall",
        [typeof(IRuleService)] = "rule",
        [typeof(IChannelService)] = "channel",
        [typeof(IFeedbackService)] = "feedback",
    };

    /// <summary>
    /// Adds <see cref="AuditTrail"/> and <see cref="IAuditService"/>, and puts it before the services that are registered by now: after all features. Needs <see cref="IAuditCallers"/>. Registering it twice is harmless.
    /// </summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        if (services.Any(static s => s.ServiceType == typeof(AuditTrail))) return services;
        services.AddOptionsWithValidateOnStart<AuditOptions, AuditOptionsValidator>().BindConfiguration("EventFlow:Audit");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<IAuditService>(static provider => provider.GetRequiredService<AuditTrail>());
        for (var i = 0; i < services.Count; i++)
        {
            if (Services.TryGetValue(services[i].ServiceType, out var subject)) services[i] = Before(services[i], subject);
        }

        return services;
    }

    private static ServiceDescriptor Before(ServiceDescriptor inner, string subject) => new(
        inner.ServiceType, provider => AuditProxy.Before(inner.ServiceType, Make(inner, provider), subject, provider.GetRequiredService<AuditTrail>()), inner.Lifetime);

    private static object Make(ServiceDescriptor of, IServiceProvider provider) =>
        of.ImplementationInstance ?? of.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, of.ImplementationType!);
}
