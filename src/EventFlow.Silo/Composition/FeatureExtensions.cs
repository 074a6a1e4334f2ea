using EventFlow.Alerting;
using EventFlow.Audit;
using EventFlow.Dashboard;
using EventFlow.Detection;
using EventFlow.Gateway;
using EventFlow.Ingestion;
using EventFlow.Notifications;
using EventFlow.Postgres.EventLog;
using EventFlow.Replay;
using EventFlow.Rules;
using EventFlow.Series;
using EventFlow.Services;

namespace EventFlow.Silo;

/// <summary>The features that run in this silo, a line each: to take one out, delete its line and its folder.</summary>
internal static class FeatureExtensions
{
    /// <summary>What must be open before streams begin to flow.</summary>
    public static void AddStores(this IServiceCollection services, IConfiguration configuration) => services.AddEventLog(configuration);

    /// <summary>What works on events, and what people see of it.</summary>
    public static void AddFeatures(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddIngestion();
        services.AddGateway();
        services.AddDetection().AddBuiltInDetectors();
        services.AddRules();
        services.AddSeries();
        services.AddServices();
        services.AddAlerting();
        services.AddNotifications();
        services.AddLogChannel();
        services.AddWebhookChannel();
        services.AddSlackChannel();
        services.AddEmailChannel();
        services.AddTeamsChannel();
        services.AddPagerDutyChannel();
        services.AddTelegramChannel();
        services.AddDiscordChannel();
        services.AddLive();
        services.AddReplay();
        services.AddEventFlowDashboard(dashboard =>
        {
            if (!environment.IsDevelopment()) return;
            dashboard.SignInHint = $"{DevelopmentUserDirectory.AdminName} / {DevelopmentUserDirectory.AdminPassword}, or any name / {DevelopmentUserDirectory.DemoPassword}";
            dashboard.ExampleApiKey = StartupBanner.DevelopmentApiKey;
        });

        // The last: it stands before the services of the others.
        services.AddHttpContextAccessor();
        services.AddSingleton<IAuditCallers, HttpAuditCallers>();
        services.AddAudit();
    }

    public static void MapFeatures(this IEndpointRouteBuilder app)
    {
        app.MapEventFlowGateway().RequireAuthorization(AccessPolicies.Ingest);
        app.MapEventFlowDashboard().RequireAuthorization(AccessPolicies.Read);
    }
}
