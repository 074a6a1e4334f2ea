using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Tags = System.Collections.Generic.KeyValuePair<string, object?>[];
using TagSpan = System.ReadOnlySpan<System.Collections.Generic.KeyValuePair<string, object?>>;

namespace EventFlow.Silo;

/// <summary>All series of one metric. At most <see cref="MaxSeries"/>: what comes beyond is kept together under <c>overflow="true"</c>. Thread safe.</summary>
internal sealed class Metric(string name, string help, MetricKind kind, double factor, IReadOnlyList<double> bounds)
{
    public const int MaxSeries = 1_000;

    private static readonly Tags Overflow = [new("overflow", "true")];

    private readonly ConcurrentDictionary<Tags, MetricCell> _cells = new(TagComparer.Instance);

    /// <summary>Name without the suffix of its type.</summary>
    public string Name { get; } = name;

    /// <summary>Forgets the values that the next observation tells anew, so that a series that is gone disappears.</summary>
    public void BeginObservation()
    {
        if (kind is MetricKind.Gauge) _cells.Clear();
    }

    public void Record(double value, TagSpan tags)
    {
        value *= factor;
        var cell = CellOf(tags);
        switch (kind)
        {
            case MetricKind.Counter or MetricKind.UpDown: cell.Add(value); break;
            case MetricKind.Histogram: cell.Record(value, BucketOf(value)); break;
            default: cell.Set(value); break;
        }
    }

    /// <summary>Writes the metric in the text form of Prometheus; one without series is left out.</summary>
    public void Write(StringBuilder text)
    {
        if (_cells.IsEmpty) return;
        var full = kind is MetricKind.Counter or MetricKind.ObservedCounter && !Name.EndsWith("_total", StringComparison.Ordinal) ? Name + "_total" : Name;
        var type = kind switch { MetricKind.Counter or MetricKind.ObservedCounter => "counter", MetricKind.Histogram => "histogram", _ => "gauge" };
        text.Append("# HELP ").Append(full).Append(' ').Append(help.Replace("\\", "\\\\").Replace("\n", "\\n")).Append('\n');
        text.Append("# TYPE ").Append(full).Append(' ').Append(type).Append('\n');
        foreach (var cell in _cells.Values.OrderBy(static c => c.Labels, StringComparer.Ordinal))
        {
            if (kind == MetricKind.Histogram) WriteHistogram(text, cell);
            else WriteSample(text, full, cell.Labels, cell.Value);
        }
    }

    private void WriteHistogram(StringBuilder text, MetricCell cell)
    {
        var (counts, sum) = cell.Snapshot();
        var separator = cell.Labels.Length > 0 ? "," : "";
        var total = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            var bound = i < bounds.Count ? Format(bounds[i]) : "+Inf";
            WriteSample(text, Name + "_bucket", $"{cell.Labels}{separator}le=\"{bound}\"", total);
        }

        WriteSample(text, Name + "_sum", cell.Labels, sum);
        WriteSample(text, Name + "_count", cell.Labels, total);
    }

    private static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Format(value)).Append('\n');
    }

    private MetricCell CellOf(TagSpan tags)
    {
        var lookup = _cells.GetAlternateLookup<TagSpan>();
        if (lookup.TryGetValue(tags, out var cell)) return cell;
        var key = _cells.Count < MaxSeries ? tags.ToArray() : Overflow;
        return _cells.GetOrAdd(key, static (tags, buckets) => new(LabelsOf(tags), buckets), kind == MetricKind.Histogram ? bounds.Count + 1 : 0);
    }

    private int BucketOf(double value)
    {
        var index = 0;
        while (index < bounds.Count && !(value <= bounds[index])) index++;
        return index;
    }

    private static string LabelsOf(Tags tags) => string.Join(',', tags
        .Select(static t => (Name: MetricNames.Sanitize(t.Key), Value: Escape(Convert.ToString(t.Value, CultureInfo.InvariantCulture) ?? "")))
        .OrderBy(static t => t.Name, StringComparer.Ordinal)
        .Select(static t => $"{t.Name}=\"{t.Value}\""));

    private static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private static string Format(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
