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
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
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
            if (signal == "traces") foreach (var span in OtlpSpan.ReadAll(body.ToArray())) _spans.Enqueue(span);
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
    public async Task Trace_OfARequest_GoesFromHttpThroughOneGrainToAnother()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        await using (var silo = await SiloProcess.Start(_data.Path, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        }))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/alerts") { Content = new StringContent("""[{"labels":{"alertname":"Traced","service":"payments"}}]""", Encoding.UTF8, "application/json") };
            request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
            using var answer = await silo.Client.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}");
            Assert.Equal(0, await silo.Stop(TimeSpan.FromSeconds(20)));
        }

        var spans = _spans.Where(static span => span.TraceId == trace).ToDictionary(static span => span.SpanId);
        List<string> WayOf(OtlpSpan span) => [.. spans.TryGetValue(span.ParentId, out var parent) ? WayOf(parent) : [], span.Name];

        // Each call has a span of its caller and, in it, one of the grain.
        var ways = spans.Values.Select(WayOf).ToList();
        var told = string.Join('\n', ways.Select(static way => string.Join(" > ", way)));
        Assert.True(ways.Exists(static way => way is ["POST /api/v2/alerts", var outer, var taken, var inner, var same, ..] && outer == taken && inner == same && outer.Contains("Grain/") && inner.Contains("Grain/")), told);

        // What streams and timers call belongs to no request and begins no trace.
        Assert.DoesNotContain(_spans, static span => span.ParentId == "" && span.Name.Contains("Grain/"));
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
        Assert.Contains("built-in rules into the new catalog", _received["logs"]);
        Assert.All(_received.Values, static text => Assert.Contains("eventflow", text));
    }
}
