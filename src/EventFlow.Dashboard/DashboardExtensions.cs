using EventFlow.Dashboard.Assets;
using EventFlow.Dashboard.Formatting;
using EventFlow.Dashboard.Live;
using EventFlow.Dashboard.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventFlow.Dashboard;

/// <summary>Registers and maps the dashboard. The host adds the services of EventFlow.Abstractions, the policy <see cref="AccessPolicies.Read"/>, authentication with a sign-in page at <c>/login</c>, and <c>POST /account/login</c> and <c>/account/logout</c>.</summary>
public static class DashboardExtensions
{
    /// <summary>Adds the dashboard's services.</summary>
    public static IServiceCollection AddEventFlowDashboard(this IServiceCollection services, Action<DashboardOptions>? configure = null)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddOptions<DashboardOptions>()
            .Validate(static o => o.UpdateInterval >= DashboardOptions.MinUpdateInterval && o.UpdateInterval <= DashboardOptions.MaxUpdateInterval, "DashboardOptions.UpdateInterval is out of range; expected 250 ms to 10 s.")
            .ValidateOnStart();
        if (configure is not null) services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DashboardAssets>();
        services.TryAddScoped<Clock>();
        services.TryAddScoped<LiveSession>();
        services.TryAddScoped<OpenAlerts>();
        services.TryAddScoped<Operator>();
        return services;
    }

    /// <summary>Maps the pages and their files. Call it behind authentication, authorization and antiforgery.</summary>
    public static RazorComponentsEndpointConventionBuilder MapEventFlowDashboard(this IEndpointRouteBuilder endpoints)
    {
        endpoints.ServiceProvider.GetRequiredService<DashboardAssets>().Map(endpoints);
        // Covers the circuit's endpoints too; the sign-in page alone says that anyone may see it.
        var pages = endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        pages.RequireAuthorization(AccessPolicies.Read);
        return pages;
    }
}
