using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Registers and maps the silo's own telemetry.</summary>
internal static class TelemetryExtensions
{
    private const string ScrapePolicy = "scrape";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TelemetryOptions>().BindConfiguration("EventFlow:Telemetry")
            .PostConfigure<IHostEnvironment>(static (o, environment) => o.AnonymousMetrics ??= environment.IsDevelopment()).ValidateOnStart();
        services.AddAuthorizationBuilder().AddPolicy(ScrapePolicy, static p => p.RequireAssertion(static c =>
            c.User.HasRole(Roles.Viewer) || c.User.HasScope(Scopes.Read) || (c.Resource is HttpContext http && IsOpen(http.RequestServices))));
        services.AddMetrics();
        services.AddSingleton<ProcessInfo>();
        services.AddSingleton<ProcessInstruments>();
        services.AddSingleton<ServiceInstruments>();
        services.AddSingleton<HttpInstruments>();
        services.AddSingleton<StreamInstruments>();
        services.AddSingleton<QueueInstruments>();
        services.AddSingleton<PrometheusExporter>();
        services.AddHostedService<InstrumentsService>();
        services.AddHostedService<ServiceSampler>();
        return services.AddReadiness().AddOtlp(configuration);
    }

    /// <summary>The outermost middleware: what follows is measured and has a correlation id.</summary>
    public static void UseTelemetry(this IApplicationBuilder app)
    {
        // It hears only what is measured after it began to listen.
        app.ApplicationServices.GetRequiredService<PrometheusExporter>();
        var http = app.ApplicationServices.GetRequiredService<HttpInstruments>();
        app.UseMiddleware<CorrelationMiddleware>();
        app.Use(next => context => http.Measure(context, next));
    }

    public static void MapTelemetry(this IEndpointRouteBuilder app)
    {
        app.MapHealth();
        app.MapGet("/metrics", Scrape).ExcludeFromDescription().RequireAuthorization(ScrapePolicy);
    }

    private static bool IsOpen(IServiceProvider services) => services.GetRequiredService<IOptions<TelemetryOptions>>().Value.AnonymousMetrics == true;

    private static async Task<ContentHttpResult> Scrape(PrometheusExporter exporter, StreamInstruments streams)
    {
        await streams.Refresh();
        return TypedResults.Text(exporter.Write(), PrometheusExporter.ContentType);
    }
}
