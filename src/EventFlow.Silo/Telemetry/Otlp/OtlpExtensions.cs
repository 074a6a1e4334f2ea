using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace EventFlow.Silo;

/// <summary>Sends traces, metrics and logs over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to; the other OTEL_ variables are honoured by the exporter itself.</summary>
internal static class OtlpExtensions
{
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static IServiceCollection AddOtlp(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration[EndpointKey])) return services;
        services.AddHostedService<OtlpService>();
        return services.AddLogging(static logging => logging.AddOpenTelemetry(static o =>
        {
            o.IncludeFormattedMessage = true;
            o.IncludeScopes = true;
            o.SetResourceBuilder(Resource());
            o.AddOtlpExporter();
        }));
    }

    /// <summary>Who sends: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over our own name.</summary>
    public static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService(ServiceInstruments.OwnService, serviceVersion: ProcessInfo.Version)
        .AddEnvironmentVariableDetector();
}
