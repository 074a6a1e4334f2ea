using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace EventFlow.Silo;

/// <summary>
/// Listens to the meters of EventFlow and of the .NET runtime and writes what they measured in the text form of Prometheus (0.0.4).
/// Stands in for OpenTelemetry.Exporter.Prometheus.AspNetCore, which the package source does not have.
/// </summary>
internal sealed class PrometheusExporter : IDisposable
{
    /// <summary>What <c>/metrics</c> answers with.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // Seconds, from a cached answer to a lost one; the default of Prometheus' own clients, begun lower because much here takes well under 5 ms.
    private static readonly double[] SecondsBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    // Counts and sizes.
    private static readonly double[] CountBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000];

    private readonly IMeterFactory _meters;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private readonly Lock _scrape = new();

    public PrometheusExporter(IMeterFactory meters)
    {
        _meters = meters;
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => ((Metric)state!).Record((double)value, tags));
        _listener.Start();
    }

    /// <summary>All metrics as text, ordered by name.</summary>
    public string Write()
    {
        // One scrape at a time: observing clears what the scrape before has read.
        lock (_scrape)
        {
            foreach (var metric in _metrics.Values) metric.BeginObservation();
            _listener.RecordObservableInstruments();
            var text = new StringBuilder(64 * 1024);
            foreach (var metric in _metrics.Values.OrderBy(static m => m.Name, StringComparer.Ordinal)) metric.Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (!IsOurs(instrument.Meter)) return;
        var kind = KindOf(instrument);
        var (name, factor) = MetricNames.Translate(instrument.Name, instrument.Unit);
        var metric = _metrics.GetOrAdd(name, _ => new(name, instrument.Description is { Length: > 0 } help ? help : instrument.Name, kind, factor, BoundsOf(instrument)));
        listener.EnableMeasurementEvents(instrument, metric);
    }

    // A process may hold several silos, as the tests do: a meter with a scope belongs to the silo whose factory made it.
    private bool IsOurs(Meter meter)
    {
        var known = meter.Name.StartsWith("EventFlow", StringComparison.Ordinal) || meter.Name == "System.Runtime";
        return known && (meter.Scope is null || ReferenceEquals(meter.Scope, _meters));
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (definition == typeof(Counter<>)) return MetricKind.Counter;
        if (definition == typeof(ObservableCounter<>)) return MetricKind.ObservedCounter;
        if (definition == typeof(UpDownCounter<>)) return MetricKind.UpDown;
        return definition == typeof(Histogram<>) ? MetricKind.Histogram : MetricKind.Gauge;
    }

    private static IReadOnlyList<double> BoundsOf(Instrument instrument)
    {
        if (instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } advised }) return advised;
        return instrument.Unit is "s" or "ms" or "us" or "ns" ? SecondsBounds : CountBounds;
    }
}
