using EventFlow.Alerting.Escalation;
using EventFlow.Alerting.Intake;
using EventFlow.Alerting.OnCall;
using EventFlow.Alerting.Routing;
using EventFlow.Alerting.Statistics;
using EventFlow.Alerting.Suppression;
using EventFlow.Feedback;
using EventFlow.Incidents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Alerting;

/// <summary>Adds the alert engine.</summary>
public static class AlertingExtensions
{
    /// <summary>
    /// Adds alerts, their groups and their list: <see cref="IAlertService"/>, the default <see cref="INotificationRouter"/> and the meter <c>EventFlow.Alerting</c>. Needs
    /// AddNotifications, <see cref="IEventLog"/>, <see cref="ILiveFeed"/> and a grain runtime. Registering it twice is harmless.
    /// </summary>
    public static IServiceCollection AddAlerting(this IServiceCollection services)
    {
        if (services.Any(static s => s.ServiceType == typeof(AlertHandover))) return services;
        services.AddOptionsWithValidateOnStart<AlertingOptions, AlertingOptionsValidator>().BindConfiguration(AlertingOptions.Section);
        services.AddIncidents();
        services.AddFeedback();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AlertHandover>();
        services.AddSingleton<AlertingInstruments>();
        services.AddSingleton<IQueueSource>(static provider => provider.GetRequiredService<AlertingInstruments>());
        services.AddSingleton<AlertIntake>();
        services.AddSingleton<RoutingBook>();
        services.TryAddSingleton<IStormCounter, LocalStormCounter>();
        services.AddSingleton<StormGuard>();
        services.AddSingleton<EscalationBook>();
        services.AddSingleton<RouteTester>();
        services.AddSingleton<OpenAlertVisitor>();
        services.AddSingleton<SilenceBook>();
        services.AddSingleton<AlertPolicy>();
        services.TryAddSingleton<INotificationRouter, RouteTreeRouter>();
        services.TryAddSingleton<IAlertRoutingService, AlertRoutingService>();
        services.TryAddSingleton<IEscalationService, EscalationService>();
        services.TryAddSingleton<IOnCallService, OnCallService>();
        services.TryAddSingleton<ISilenceService, SilenceService>();
        services.TryAddSingleton<IAlertStatisticsService, AlertStatisticsService>();
        services.TryAddSingleton<IAlertService, AlertService>();
        services.AddHostedService<AlertingRecovery>();
        return services;
    }
}
