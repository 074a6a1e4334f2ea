using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using EventFlow.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace EventFlow.Silo.Tests.Telemetry;

public sealed class MetricsTests : IClassFixture<TestSilo>, IDisposable
{
    private readonly TestSilo _silo;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly PrometheusExporter _exporter;
    private readonly Meter _meter;

    public MetricsTests(TestSilo silo)
    {
        _silo = silo;
        var factory = _services.GetRequiredService<IMeterFactory>();
        _exporter = new(factory);
        _meter = factory.Create("EventFlow.Tests");
    }

    [Fact]
    public void Write_Counter_AddsUpByLabels()
    {
        var counter = _meter.CreateCounter<long>("orders.made", "{order}", "Orders\nmade.");
        counter.Add(2, new KeyValuePair<string, object?>("shop", "a\"b\\c\n"));
        counter.Add(3, new KeyValuePair<string, object?>("shop", "a\"b\\c\n"));
        Assert.Contains("# HELP orders_made_total Orders\\nmade.\n# TYPE orders_made_total counter\norders_made_total{shop=\"a\\\"b\\\\c\\n\"} 5\n", _exporter.Write());
    }

    [Fact]
    public void Write_UpDownAndObservableGauge_AreGauges()
    {
        var active = _meter.CreateUpDownCounter<int>("active");
        active.Add(3);
        active.Add(-1);
        var depths = new List<Measurement<int>> { new(4, new KeyValuePair<string, object?>("queue", "a")) };
        _meter.CreateObservableGauge("depth", () => depths);
        var first = _exporter.Write();
        Assert.Contains("# TYPE active gauge\nactive 2\n", first);
        Assert.Contains("depth{queue=\"a\"} 4\n", first);
        depths.Clear();
        Assert.DoesNotContain("depth{", _exporter.Write());
    }

    [Fact]
    public void Write_Histogram_CumulatesItsBuckets()
    {
        var duration = _meter.CreateHistogram("wait", "ms", "Wait.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in (double[])[50, 100, 500, 5_000]) duration.Record(value);
        var text = _exporter.Write();
        Assert.Contains("# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"0.1\"} 2\nwait_seconds_bucket{le=\"1\"} 3\nwait_seconds_bucket{le=\"+Inf\"} 4\n", text);
        Assert.Contains("wait_seconds_sum 5.65\nwait_seconds_count 4\n", text);
    }

    [Fact]
    public void Write_MoreSeriesThanAllowed_KeepsTheRestTogether()
    {
        var counter = _meter.CreateCounter<long>("many");
        for (var i = 0; i < Metric.MaxSeries + 50; i++) counter.Add(1, new KeyValuePair<string, object?>("id", i));
        var lines = _exporter.Write().Split('\n').Where(static l => l.StartsWith("many_total")).ToList();
        Assert.Equal(Metric.MaxSeries + 1, lines.Count);
        Assert.Contains("many_total{overflow=\"true\"} 50", lines);
    }

    [Fact]
    public void Write_MeterOfAnotherSilo_IsLeftOut()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        other.GetRequiredService<IMeterFactory>().Create("EventFlow.Other").CreateCounter<long>("others").Add(1);
        Assert.DoesNotContain("others_total", _exporter.Write());
    }

    [Theory]
    [InlineData("http.request.duration", "s", "http_request_duration_seconds", 1.0)]
    [InlineData("save_ms", "ms", "save_seconds", 1e-3)]
    [InlineData("log.size", "By", "log_size_bytes", 1.0)]
    [InlineData("disk_bytes", "By", "disk_bytes", 1.0)]
    [InlineData("dotnet.timer.count", "{timer}", "dotnet_timer_number", 1.0)]
    [InlineData("9lives", null, "m_9lives", 1.0)]
    [InlineData("calls", "{call}", "calls", 1.0)]
    public void Translate_NameAndUnit_FollowsPrometheus(string name, string? unit, string expected, double factor) =>
        Assert.Equal((expected, factor), MetricNames.Translate(name, unit));

    [Fact]
    public async Task Metrics_OfARunningSilo_NameRoutesAndNeverPaths()
    {
        using var client = await _silo.AsAdmin();
        using var known = await client.GetAsync("/api/services/payments");
        using var unknown = await client.GetAsync("/api/secret-path-4711");
        using var odd = await client.SendAsync(new(new("BREW"), "/api/services"));
        var text = await _silo.Anonymous().GetStringAsync("/metrics");
        Assert.Contains("http_requests_total{endpoint=\"/api/services/{service}\",method=\"GET\",status=\"200\"} ", text);
        Assert.Contains("endpoint=\"unmatched\"", text);
        Assert.Contains("method=\"OTHER\"", text);
        Assert.DoesNotContain("4711", text);
        foreach (var name in (string[])
            ["service_requests_total{service=\"eventflow\"}", "service_errors_total{service=\"eventflow\"}", "service_latency_seconds_bucket{service=\"eventflow\",le=",
             "http_request_duration_seconds_count{", "process_cpu_seconds_total ", "process_resident_memory_bytes ", "stream_lag{", "dotnet_gc_collections_total{"])
            Assert.Contains(name, text);
    }

    [Fact]
    public async Task Metrics_OfARunningSilo_PassPromtool()
    {
        Assert.SkipWhen(Counterparts.Promtool is null, Counterparts.Missing("promtool"));
        using var client = await _silo.AsAdmin();
        using var answer = await client.GetAsync("/api/services");
        var text = await _silo.Anonymous().GetStringAsync("/metrics");
        using var promtool = Process.Start(new ProcessStartInfo(Counterparts.Promtool!, ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync();
        Assert.True(promtool.ExitCode == 0, await output + await error);
    }

    [Fact]
    public async Task Metrics_WhenTheyAreNotOpen_DemandAKey()
    {
        await using var silo = new TestSilo(new() { ["EventFlow:Telemetry:AnonymousMetrics"] = "false" });
        await silo.InitializeAsync();
        using var refused = await silo.Anonymous().GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var answered = await silo.WithKey("ef_development").GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("true", HttpStatusCode.OK)]
    public async Task Metrics_InProduction_AreOpenOnlyWhenTheSettingsSaySo(string? open, HttpStatusCode status)
    {
        await using var silo = new TestSilo(
            new() { ["JWT_SECRET"] = "a secret of at least thirty-two bytes", ["EventFlow:Admin:Password"] = "correct horse", ["EventFlow:Telemetry:AnonymousMetrics"] = open }, "Production");
        await silo.InitializeAsync();
        using var anonymous = await silo.Anonymous().GetAsync("/metrics");
        Assert.Equal(status, anonymous.StatusCode);
        using var admin = await silo.As("admin", "correct horse");
        using var answered = await admin.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public void RecordReported_OverTime_IntegratesTheRates()
    {
        using var exporter = new PrometheusExporter(_services.GetRequiredService<IMeterFactory>());
        var instruments = new ServiceInstruments(_services.GetRequiredService<IMeterFactory>());
        var status = new ServiceStatus("payments", ServiceHealth.Healthy, 0, 0, 1, RequestRate: 20, ErrorRate: 10, LatencyMs: 250, null, null, null, 0, 0, 1, 1, 1);
        for (var i = 0; i < 3; i++) instruments.RecordReported(status, TimeSpan.FromSeconds(5));
        var text = exporter.Write();
        Assert.Contains("service_requests_total{service=\"payments\"} 300\n", text);
        Assert.Contains("service_errors_total{service=\"payments\"} 30\n", text);
        Assert.Contains("service_latency_seconds_sum{service=\"payments\"} 0.75\n", text);
    }

    public void Dispose()
    {
        _exporter.Dispose();
        _services.Dispose();
    }
}
