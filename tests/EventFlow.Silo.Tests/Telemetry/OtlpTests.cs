using System.Collections.Concurrent;
using System.Text;
using EventFlow.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace EventFlow.Silo.Tests.Telemetry;

/// <summary>The real silo sends its telemetry over OTLP to a receiver that listens as a collector does (HTTP, protobuf).</summary>
public sealed class OtlpTests : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private readonly ConcurrentDictionary<string, string> _received = new();
    private readonly WebApplication _collector;

    public OtlpTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _collector = builder.Build();
        _collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            // Names lie in protobuf as they are, so looking for them needs no decoder.
            var text = Encoding.Latin1.GetString(body.ToArray());
            _received.AddOrUpdate(signal, text, (_, before) => before + text);
            return Results.Bytes([], "application/x-protobuf");
        });
    }

    public async ValueTask InitializeAsync() => await _collector.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _collector.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Silo_WithACollector_SendsTracesMetricsAndLogs()
    {
        await using var silo = await SiloProcess.Start(_data.Path, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        });
        using var answer = await silo.Client.GetAsync("/api/services");
        Assert.Equal(0, await silo.Stop(TimeSpan.FromSeconds(10)));
        Assert.Contains("GET /api/services", _received["traces"]);
        Assert.Contains("http.requests", _received["metrics"]);
        Assert.Contains("embedded grain runtime", _received["logs"]);
        Assert.All(_received.Values, static text => Assert.Contains("eventflow", text));
    }
}
