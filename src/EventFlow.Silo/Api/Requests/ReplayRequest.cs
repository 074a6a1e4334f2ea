using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventFlow.Silo;

/// <summary>A replay to start; what is left out has its default.</summary>
public sealed record ReplayRequest
{
    /// <summary>Name for people.</summary>
    public string? Name { get; init; }

    /// <summary>Streams to read.</summary>
    public IReadOnlyList<string>? Streams { get; init; }

    /// <summary>One stream, in place of <see cref="Streams"/>.</summary>
    public string? Stream { get; init; }

    /// <summary>Partitions. Default all.</summary>
    public IReadOnlyList<int>? Partitions { get; init; }

    /// <summary>Earliest event time: unix ms or RFC 3339. Default the first event kept.</summary>
    [JsonConverter(typeof(TimeJsonConverter))] public long? From { get; init; }

    /// <summary>First event time not wanted any more. Default the end of the log as it is now.</summary>
    [JsonConverter(typeof(TimeJsonConverter))] public long? To { get; init; }

    /// <summary>First offset, of one partition of one stream, in place of a time.</summary>
    public long? FromOffset { get; init; }

    /// <summary>First offset not wanted any more.</summary>
    public long? ToOffset { get; init; }

    /// <summary>Which events. Default all.</summary>
    public EventFilterRequest? Filter { get; init; }

    /// <summary><c>dryRun</c>, <c>detection</c>, <c>ingestion</c> (or <c>pipeline</c>), <c>webhook</c> or <c>file</c>.</summary>
    public string? Target { get; init; }

    /// <summary>Multiple of event time, above 0, or <c>"max"</c>. Default <c>"max"</c>.</summary>
    public JsonElement? Speed { get; init; }

    /// <summary>Detection: how long before <see cref="From"/> detectors begin to learn. Default 0.</summary>
    [JsonConverter(typeof(DurationJsonConverter))] public TimeSpan? WarmUp { get; init; }

    /// <summary>Detection: rules to try, stored nowhere.</summary>
    public IReadOnlyList<RuleRequest>? Rules { get; init; }

    /// <summary>Detection: stored rules to try. Without these and <see cref="Rules"/>, all that are enabled.</summary>
    public IReadOnlyList<string>? RuleIds { get; init; }

    /// <summary>Webhook: where to.</summary>
    public string? Url { get; init; }

    /// <summary>Ingestion: what the names of the copies' services begin with.</summary>
    public string? ServicePrefix { get; init; }

    /// <summary>The order, or the faults that keep it from being one.</summary>
    internal Outcome<ReplayOrder> ToOrder()
    {
        List<Fault> faults = [];
        var target = ReadTarget(faults);
        var speed = ReadSpeed(faults);
        var filter = Filter?.ToFilter(faults) ?? EventFilter.All;
        var rules = new List<RuleDefinition>();
        foreach (var (index, rule) in (Rules ?? []).Index())
        {
            var read = rule.ToRule();
            if (read.IsDone) rules.Add(read.Value!);
            else faults.AddRange(read.Faults.Select(f => f with { Field = $"rules[{index}].{f.Field}" }));
        }

        return faults.Count > 0 ? Outcome<ReplayOrder>.Invalid(faults) : Outcome<ReplayOrder>.Done(new(
            new()
            {
                Name = Name ?? "", Streams = Streams ?? (Stream is { Length: > 0 } one ? [one] : []), Partitions = Partitions, From = From, To = To, FromOffset = FromOffset, ToOffset = ToOffset,
                Filter = filter, Target = target, Speed = speed, WarmUp = WarmUp ?? TimeSpan.Zero, Rules = rules, Url = Url, ServicePrefix = ServicePrefix,
            },
            RuleIds ?? []));
    }

    private ReplayTarget ReadTarget(List<Fault> faults) => Target switch
    {
        null or "" => ReplayTarget.None,
        "pipeline" => ReplayTarget.Ingestion,
        "dry-run" => ReplayTarget.DryRun,
        _ => EnumText.Read("target", Target, ReplayTarget.None, faults),
    };

    // 0 where it is faulty, which the service refuses with the range.
    private double? ReadSpeed(List<Fault> faults)
    {
        switch (Speed)
        {
            case null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }:
                return null;
            case { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var multiple):
                return multiple;
            case { ValueKind: JsonValueKind.String } text when text.GetString() == "max":
                return null;
            case { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var multiple):
                return multiple;
            default:
                faults.Add(new("speed", Speed.Value.GetRawText(), "a number above 0, or \"max\""));
                return null;
        }
    }
}
