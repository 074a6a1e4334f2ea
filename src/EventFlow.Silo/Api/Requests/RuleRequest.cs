using System.Text.Json.Serialization;

namespace EventFlow.Silo;

/// <summary>A rule as a client sends it; what is left out has its default.</summary>
public sealed record RuleRequest
{
    /// <summary>Lower-case letters, digits and dashes, 1 to 64. Derived from the name when left out.</summary>
    public string? Id { get; init; }

    /// <summary>Name for people, 1 to 120 characters.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is evaluated. Default true.</summary>
    public bool? Enabled { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>critical</c>. Default <c>warning</c>.</summary>
    public string? Severity { get; init; }

    /// <summary>Class of trouble, by which notifications are grouped. Default <c>degradation</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Services it watches: a name, or a glob with <c>*</c>. Default <c>*</c>.</summary>
    public string? Service { get; init; }

    /// <summary>Metrics it watches: a name, or a glob with <c>*</c>. Default <c>*</c>.</summary>
    public string? Metric { get; init; }

    /// <summary>Labels a series must have.</summary>
    public LabelSet? Labels { get; init; }

    /// <summary>One of the names that <c>GET /api/detectors</c> lists.</summary>
    public string? Detector { get; init; }

    /// <summary>Parameters of the detector; what is left out has its default.</summary>
    public DetectorParameters? Parameters { get; init; }

    /// <summary>How long the condition must hold: <c>"00:01:30"</c>, <c>"90s"</c>, <c>"5m"</c> or seconds. Default 0.</summary>
    [JsonConverter(typeof(DurationJsonConverter))] public TimeSpan? For { get; init; }

    /// <summary>How long the condition must be gone before the alert resolves. Default 0.</summary>
    [JsonConverter(typeof(DurationJsonConverter))] public TimeSpan? RecoverFor { get; init; }

    /// <summary>Labels added to its alerts.</summary>
    public LabelSet? AlertLabels { get; init; }

    /// <summary>Texts added to its alerts.</summary>
    public LabelSet? Annotations { get; init; }

    /// <summary>The version that is being changed, as it was read; 0 or left out overwrites whatever is there.</summary>
    public int? Version { get; init; }

    /// <summary>The rule, or the faults that keep it from being one; <paramref name="id"/> is that of the path, where there is one.</summary>
    internal Outcome<RuleDefinition> ToRule(string? id = null)
    {
        List<Fault> faults = [];
        if (id is not null && Id is not null && Id != id) faults.Add(new("id", Id, $"{id}, the id of the path, or none"));
        var severity = EnumText.Read("severity", Severity, EventFlow.Severity.Warning, faults);
        if (faults.Count > 0) return Outcome<RuleDefinition>.Invalid(faults);
        return Outcome<RuleDefinition>.Done(new()
        {
            Id = id ?? Id ?? "",
            Name = Name ?? "",
            Description = Description ?? "",
            Enabled = Enabled ?? true,
            Severity = severity,
            Type = Type ?? "degradation",
            Service = Service ?? "*",
            Metric = Metric ?? "*",
            Labels = Labels ?? LabelSet.Empty,
            Detector = Detector ?? "",
            Parameters = Parameters ?? DetectorParameters.Empty,
            For = For ?? TimeSpan.Zero,
            RecoverFor = RecoverFor ?? TimeSpan.Zero,
            AlertLabels = AlertLabels ?? LabelSet.Empty,
            Annotations = Annotations ?? LabelSet.Empty,
            Version = Version ?? 0,
        });
    }
}
