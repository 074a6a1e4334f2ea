using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;

namespace EventFlow.Ingestion;

/// <summary>Says what is wrong with an event, if anything: the first fault found. Thread safe.</summary>
public sealed class EventValidator(IOptions<IngestionOptions> options)
{
    private readonly long _maxAheadMs = (long)options.Value.MaxAhead.TotalMilliseconds;

    /// <summary>How far ahead of its arrival an event may be, ms.</summary>
    internal long MaxAheadMs => _maxAheadMs;

    /// <summary>The first fault; null for a good event. <paramref name="now"/> is the arrival time in unix ms.</summary>
    public Fault? Check(TelemetryEvent item, long now) =>
        CheckName("service", item.Service, EventLimits.ServiceLength)
        ?? CheckTime(item.Timestamp, now)
        ?? CheckId("id", item.Id)
        ?? CheckAttributes(item.Attributes)
        ?? item switch
        {
            MetricEvent metric => CheckMetric(metric),
            LogEvent log => CheckText("message", log.Message) ?? CheckId("trace_id", log.TraceId),
            DomainEvent domain => CheckName("type", domain.Type, EventLimits.NameLength) ?? CheckText("data", domain.Data),
            _ => new Fault("kind", item.GetType().Name, "a metric, a log record or a domain event"),
        };

    private static Fault? CheckMetric(MetricEvent metric) =>
        CheckName("metric", metric.Metric, EventLimits.NameLength)
        ?? (double.IsFinite(metric.Value) ? null : new Fault("value", metric.Value.ToString(CultureInfo.InvariantCulture), "a finite number"))
        ?? CheckUnit(metric.Unit)
        ?? CheckLabels(metric.Labels);

    private static Fault? CheckUnit(string? unit) => unit is null ? null
        : unit.Length > EventLimits.UnitLength ? TooLong("unit", unit.Length, EventLimits.UnitLength)
        : CheckUnicode("unit", unit);

    private Fault? CheckTime(long timestamp, long now)
    {
        if (timestamp < 0)
        {
            return new Fault("timestamp", Time(timestamp), "a time from 1970-01-01T00:00:00Z on");
        }

        return timestamp <= now + _maxAheadMs ? null : new Fault(
            "timestamp", Time(timestamp), $"at most {TimeSpan.FromMilliseconds(_maxAheadMs)} ahead of the arrival at {Time(now)}; check the sender's clock, and that the number is milliseconds");
    }

    private static Fault? CheckId(string field, string? id) => id is null ? null
        : id.Length is 0 or > EventLimits.IdLength ? new Fault(field, $"{id.Length} characters long", $"1 to {EventLimits.IdLength} characters")
        : CheckUnicode(field, id);

    private static Fault? CheckText(string field, string text) =>
        text.Length > EventLimits.TextLength ? TooLong(field, text.Length, EventLimits.TextLength) : CheckUnicode(field, text);

    private static Fault? CheckLabels(LabelSet labels)
    {
        if (labels.Count > EventLimits.Labels)
        {
            return new Fault("labels", $"{labels.Count} labels", $"at most {EventLimits.Labels}");
        }

        for (var i = 0; i < labels.Count; i++)
        {
            var (name, value) = labels.At(i);
            if (CheckLabelName("labels", name) is { } fault)
            {
                return fault;
            }

            if (value.Length > EventLimits.LabelValueLength)
            {
                return TooLong($"labels.{name}", value.Length, EventLimits.LabelValueLength);
            }

            if (CheckUnicode($"labels.{name}", value) is { } broken)
            {
                return broken;
            }
        }

        return null;
    }

    private static Fault? CheckAttributes(LabelSet attributes)
    {
        if (attributes.Count > EventLimits.Attributes)
        {
            return new Fault("attributes", $"{attributes.Count} attributes", $"at most {EventLimits.Attributes}");
        }

        var length = 0L;
        for (var i = 0; i < attributes.Count; i++)
        {
            var (name, value) = attributes.At(i);
            if ((CheckLabelName("attributes", name) ?? CheckUnicode("attributes", value)) is { } fault)
            {
                return fault;
            }

            length += name.Length + value.Length;
        }

        return length > EventLimits.AttributesLength ? TooLong("attributes", length, EventLimits.AttributesLength) : null;
    }

    private static Fault? CheckLabelName(string field, string name) =>
        name.Length is 0 or > EventLimits.LabelNameLength
            ? new Fault(field, $"a name of {name.Length} characters", $"names of 1 to {EventLimits.LabelNameLength} characters")
            : CheckControl(field, name);

    private static Fault? CheckName(string field, string name, int most) => name.Length switch
    {
        0 => new Fault(field, "empty", $"1 to {most} characters"),
        var length when length > most => TooLong(field, length, most),
        _ => CheckControl(field, name),
    };

    // Names become grain keys and metric labels: a line break in one would forge a line of a log or of /metrics.
    private static Fault? CheckControl(string field, string name)
    {
        foreach (var c in name)
        {
            if (char.IsControl(c))
            {
                return new Fault(field, $"a text with the control character U+{(int)c:X4}", "no control characters");
            }
        }

        return CheckUnicode(field, name);
    }

    // Half a surrogate pair cannot be stored as UTF-8; replacing it would make two different ids one.
    private static Fault? CheckUnicode(string field, string text)
    {
        if (Ascii.IsValid(text) || !HasLoneSurrogate(text))
        {
            return null;
        }

        return new Fault(field, "a text with half a surrogate pair", "valid Unicode");
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAnyInRange('\ud800', '\udfff'); at >= 0; at = text.IndexOfAnyInRange('\ud800', '\udfff'))
        {
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return true;
            }

            text = text[(at + 2)..];
        }

        return false;
    }

    private static Fault TooLong(string field, long length, int most) => new(field, $"{length} characters long", $"at most {most} characters");

    private static string Time(long unixMs) => unixMs is >= -62_135_596_800_000 and <= 253_402_300_799_999
        ? DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : $"{unixMs} ms since 1970";
}
