using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventFlow.Dashboard.Formatting;

namespace EventFlow.Dashboard.Rules;

/// <summary>
/// A rule while somebody edits it: every field as the text that was typed. Knows no detector; the fields of the parameters follow from the detector's description. What cannot be read is passed on as
/// text, so that the rule's own validation names it.
/// </summary>
public sealed class RuleForm
{
    private RuleDefinition _original = new() { Id = "", Name = "", Detector = "" };

    /// <summary>Identity; empty for a new rule.</summary>
    public string Id => _original.Id;
    /// <summary>Version the editing began with.</summary>
    public int Version => _original.Version;
    /// <summary>Name.</summary>
    public string Name { get; set; } = "";
    /// <summary>What it is for.</summary>
    public string Description { get; set; } = "";
    /// <summary>Whether it is evaluated.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>Severity of its alerts.</summary>
    public Severity Severity { get; set; } = Severity.Warning;
    /// <summary>Class of trouble.</summary>
    public string Type { get; set; } = "degradation";
    /// <summary>Services, a name or glob.</summary>
    public string Service { get; set; } = "*";
    /// <summary>Metrics, a name or glob.</summary>
    public string Metric { get; set; } = "*";
    /// <summary>Labels a series must have, <c>name=value</c> each line.</summary>
    public string Labels { get; set; } = "";
    /// <summary>Name of the detector.</summary>
    public string Detector { get; set; } = "";
    /// <summary>How long the condition must hold.</summary>
    public string For { get; set; } = "0s";
    /// <summary>How long it must be gone.</summary>
    public string RecoverFor { get; set; } = "0s";
    /// <summary>Labels added to alerts, <c>name=value</c> each line.</summary>
    public string AlertLabels { get; set; } = "";
    /// <summary>Texts added to alerts, <c>name=value</c> each line.</summary>
    public string Annotations { get; set; } = "";
    /// <summary>What was typed for the detector's parameters, by name; empty means the default.</summary>
    public Dictionary<string, string> Parameters { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>A form for a new rule.</summary>
    public static RuleForm New(IReadOnlyList<DetectorDescription> detectors) =>
        new() { Detector = detectors.Any(static d => d.Name == "threshold") ? "threshold" : detectors.FirstOrDefault()?.Name ?? "" };

    /// <summary>A form for a rule that exists.</summary>
    public static RuleForm From(RuleDefinition rule, DetectorDescription? detector)
    {
        var form = new RuleForm
        {
            _original = rule, Name = rule.Name, Description = rule.Description, Enabled = rule.Enabled, Severity = rule.Severity, Type = rule.Type, Service = rule.Service, Metric = rule.Metric,
            Labels = Lines(rule.Labels), Detector = rule.Detector, For = Durations.Write(rule.For), RecoverFor = Durations.Write(rule.RecoverFor), AlertLabels = Lines(rule.AlertLabels), Annotations = Lines(rule.Annotations),
        };
        foreach (var (name, value) in JsonNode.Parse(rule.Parameters.Json) as JsonObject ?? [])
            if (value is not null) form.Parameters[name] = Text(value, detector?.Parameters.FirstOrDefault(p => p.Name == name)?.Kind);
        return form;
    }

    /// <summary>The same rule with the contents of an earlier version; saving it makes a new version.</summary>
    public RuleForm Restore(RuleDefinition earlier, DetectorDescription? detector)
    {
        var form = From(earlier, detector);
        form._original = earlier with { Id = Id, Version = Version };
        return form;
    }

    /// <summary>The rule as typed.</summary>
    public RuleDefinition Build(DetectorDescription? detector) => _original with
    {
        Name = Name.Trim(), Description = Description.Trim(), Enabled = Enabled, Severity = Severity, Type = Type.Trim(), Service = Service.Trim(), Metric = Metric.Trim(),
        Labels = Set(Labels), Detector = Detector, Parameters = new(Json(detector)), For = Span(For), RecoverFor = Span(RecoverFor), AlertLabels = Set(AlertLabels), Annotations = Set(Annotations),
    };

    /// <summary>What is wrong before the rule can even be built: durations and label lines that cannot be read.</summary>
    public IReadOnlyList<Fault> Unreadable()
    {
        var faults = new List<Fault>();
        if (!Durations.TryParse(For, out _)) faults.Add(new("for", $"'{For}'", "a duration, for example 30s, 5m or 1h"));
        if (!Durations.TryParse(RecoverFor, out _)) faults.Add(new("recoverFor", $"'{RecoverFor}'", "a duration, for example 30s, 5m or 1h"));
        foreach (var (field, text) in new[] { ("labels", Labels), ("alertLabels", AlertLabels), ("annotations", Annotations) })
            if (Split(text).FirstOrDefault(static l => l.IndexOf('=') <= 0) is { } line) faults.Add(new(field, $"'{line}'", "name=value on each line"));
        return faults;
    }

    /// <summary>The faults of a field; the last part of a fault's field name counts, in any case.</summary>
    public static IEnumerable<Fault> Of(IReadOnlyList<Fault> faults, string field) => faults.Where(f => Last(f.Field).Equals(Last(field), StringComparison.OrdinalIgnoreCase));

    /// <summary>The faults that belong to no field of the form.</summary>
    public IEnumerable<Fault> Elsewhere(IReadOnlyList<Fault> faults, DetectorDescription? detector)
    {
        string[] known = ["name", "description", "severity", "type", "service", "metric", "labels", "detector", "for", "recoverFor", "alertLabels", "annotations", .. detector?.Parameters.Select(static p => p.Name) ?? []];
        return faults.Where(f => !known.Contains(Last(f.Field), StringComparer.OrdinalIgnoreCase));
    }

    private string Json(DetectorDescription? detector)
    {
        var json = new JsonObject();
        foreach (var p in detector?.Parameters ?? [])
        {
            var text = Parameters.GetValueOrDefault(p.Name, "").Trim();
            if (text.Length > 0) json[p.Name] = Node(p.Kind, text);
        }
        return json.ToJsonString();
    }

    private static JsonNode Node(string kind, string text) => kind switch
    {
        "integer" when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var n) => JsonValue.Create(n),
        "number" or "integer" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) => JsonValue.Create(n),
        "duration" when Durations.TryParse(text, out var span) => JsonValue.Create(span.TotalSeconds),
        "boolean" when bool.TryParse(text, out var b) => JsonValue.Create(b),
        _ => JsonValue.Create(text),
    };

    private static string Text(JsonNode value, string? kind) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number when kind == "duration" => Durations.Write(TimeSpan.FromSeconds(value.GetValue<double>())),
        _ => value.ToJsonString(),
    };

    /// <summary>A parameter's default as the form shows it.</summary>
    public static string Default(DetectorParameter parameter)
    {
        if (parameter.Default is not { } json) return "";
        try { return JsonNode.Parse(json) is { } node ? Text(node, parameter.Kind) : ""; }
        catch (JsonException) { return json; }
    }

    private static TimeSpan Span(string text) => Durations.TryParse(text, out var span) ? span : TimeSpan.Zero;

    private static string Lines(LabelSet labels) => string.Join('\n', labels.Pairs.Select(static p => $"{p.Key}={p.Value}"));

    private static IEnumerable<string> Split(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static LabelSet Set(string text) => LabelSet.Create(Split(text).Where(static l => l.IndexOf('=') > 0).Select(static l => new KeyValuePair<string, string>(l[..l.IndexOf('=')].Trim(), l[(l.IndexOf('=') + 1)..].Trim())));

    private static string Last(string field) => field[(field.LastIndexOf('.') + 1)..];
}
