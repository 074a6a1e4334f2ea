using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace EventFlow.Silo;

/// <summary>Holds the providers of traces and metrics while the silo runs and flushes them at the end. Stands in for OpenTelemetry.Extensions.Hosting, which the package source does not have.</summary>
internal sealed class OtlpService(IConfiguration configuration) : IHostedService, IDisposable
{
    private const int FlushMs = 2_000;
    private const string SamplerKey = "OTEL_TRACES_SAMPLER";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(OtlpExtensions.Resource())
            .AddSource("EventFlow*", "Microsoft.Orleans.Application", "Microsoft.AspNetCore", "System.Net.Http")
            .AddOtlpExporter();

        // Who says by the variable of OpenTelemetry which traces to keep knows best.
        if (string.IsNullOrEmpty(configuration[SamplerKey])) traces.SetSampler(new ParentBasedSampler(new RequestTraceSampler()));
        _traces = traces.Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(OtlpExtensions.Resource())
            .AddMeter("EventFlow*", "System.Runtime")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush(FlushMs);
        _metrics?.ForceFlush(FlushMs);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
