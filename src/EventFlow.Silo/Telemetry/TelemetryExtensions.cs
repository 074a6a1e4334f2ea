using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace EventFlow.Silo;

/// <summary>Registers and maps the silo's own telemetry.</summary>
internal static class TelemetryExtensions
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TelemetryOptions>().BindConfiguration("EventFlow:Telemetry").ValidateOnStart();
        services.AddMetrics();
        services.AddSingleton<ProcessInfo>();
        services.AddSingleton<ProcessInstruments>();
        services.AddSingleton<ServiceInstruments>();
        services.AddSingleton<HttpInstruments>();
        services.AddSingleton<StreamInstruments>();
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
        var metrics = app.MapGet("/metrics", Scrape).ExcludeFromDescription();
        if (app.ServiceProvider.GetRequiredService<IOptions<TelemetryOptions>>().Value.AnonymousMetrics) metrics.AllowAnonymous();
        else metrics.RequireAuthorization(AccessPolicies.Read);
    }

    private static async Task<ContentHttpResult> Scrape(PrometheusExporter exporter, StreamInstruments streams)
    {
        await streams.Refresh();
        return TypedResults.Text(exporter.Write(), PrometheusExporter.ContentType);
    }
}
