using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization;

namespace EventFlow;

/// <summary>
/// The identity of a metric series as canonical text in the form of Prometheus, for example
/// <c>latency_ms{region="eu",service="payments"}</c>: metric name, then labels in order of name, the service among them.
/// It is the key of the series' grain; equal series have equal text.
/// </summary>
[GenerateSerializer, Immutable, Alias("EventFlow.SeriesId")]
[JsonConverter(typeof(SeriesIdJsonConverter))]
public readonly record struct SeriesId([property: Id(0)] string Value)
{
    /// <summary>Name of the label that carries the service.</summary>
    public const string ServiceLabel = "service";

    /// <summary>The id of a series. A label called <c>service</c> among <paramref name="labels"/> is replaced by <paramref name="service"/>.</summary>
    public static SeriesId Create(string service, string metric, LabelSet labels)
    {
        var all = labels.With(ServiceLabel, service);
        var text = new StringBuilder(metric.Length + 32);
        if (SeriesText.IsPlainName(metric)) text.Append(metric).Append('{');
        else
        {
            text.Append('{');
            SeriesText.AppendQuoted(text, metric);
            text.Append(',');
        }
        all.AppendTo(text);
        return new(text.Append('}').ToString());
    }

    /// <summary>Reads the canonical text, or any spelling of it with the labels in another order.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SeriesParts parts)
    {
        parts = default!;
        if (text is null) return false;
        var position = 0;
        string? metric = null;
        if (text.Length > 0 && text[0] != '{')
        {
            if (!SeriesText.TryReadName(text, ref position, out metric, out _)) return false;
        }
        if (position >= text.Length || text[position] != '{') return false;
        position++;
        var labels = new List<KeyValuePair<string, string>>();
        while (position < text.Length && text[position] != '}')
        {
            if (!SeriesText.TryReadName(text, ref position, out var name, out var quoted) || position >= text.Length) return false;
            if (text[position] == '=')
            {
                position++;
                if (!SeriesText.TryReadQuoted(text, ref position, out var value)) return false;
                labels.Add(new(name, value));
            }
            else if (quoted && metric is null) metric = name;
            else return false;
            if (position < text.Length && text[position] == ',') position++;
        }
        if (position != text.Length - 1 || metric is null) return false;
        var all = LabelSet.Create(labels);
        if (all[ServiceLabel] is not { } service) return false;
        parts = new(service, metric, LabelSet.Create(labels.Where(static l => l.Key != ServiceLabel)));
        return true;
    }

    /// <summary>The parts of this id. Throws <see cref="FormatException"/> when the text is not a series.</summary>
    public SeriesParts Parse() => TryParse(Value, out var parts)
        ? parts
        : throw new FormatException($"'{Value}' is not a series; expected metric{{service=\"name\",label=\"value\"}}.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
