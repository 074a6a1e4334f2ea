using System.Collections.Concurrent;
using System.Text.Json;

namespace EventFlow.Dashboard.Preview;

/// <summary>Rules kept in memory, checked a little, previewed over <see cref="PreviewWorld"/>.</summary>
public sealed class PreviewRules : IRuleService
{
    private readonly PreviewWorld _world;
    private readonly IMonitoringQueries _queries;
    private readonly ConcurrentDictionary<string, List<RuleDefinition>> _rules = new();

    public PreviewRules(PreviewWorld world, IMonitoringQueries queries)
    {
        _world = world;
        _queries = queries;
        Seed("latency-high", "Latency high", "threshold", Severity.Critical, "*", "latency_ms", """{"above":500,"recoverBelow":400}""", "Customers wait at the checkout.");
        Seed("errors-high", "Error rate high", "threshold", Severity.Warning, "*", "error_rate_percent", """{"above":5}""", "");
        Seed("latency-anomaly", "Latency far from usual", "z-score", Severity.Warning, "*", "latency_ms", """{"deviations":6,"window":300}""", "Learns what is usual for each service.");
        Seed("cpu-high", "CPU saturated", "threshold", Severity.Critical, "*", "cpu_percent", """{"above":90}""", "");
        Seed("silence", "No data", "no-data", Severity.Info, "*", "*", """{"after":60}""", "");
        Seed("log-errors", "Burst of errors in the log", "error-burst", Severity.Warning, "pay*", "*", """{"factor":4}""", "");
        _rules["log-errors"][^1] = _rules["log-errors"][^1] with { Enabled = false };
    }

    public IReadOnlyList<DetectorDescription> Detectors { get; } =
    [
        new("error-burst", "Error burst", "Many more error records than usual for the service.", "service",
            [new("factor", "Factor", "How many times the usual rate.", "number", null, "4", 1.1, 1000, [], false), new("minimum", "Minimum", "Errors per minute below which nothing is said.", "integer", "1/min", "5", 0, 100000, [], false)]),
        new("no-data", "No data", "The service, or one of its series, has stopped reporting.", "service", [new("after", "After", "How long nothing may come.", "duration", "s", "60", 5, 86400, [], false)]),
        new("threshold", "Threshold", "The value is beyond a fixed level.", "series",
            [new("above", "Above", "Fires above this level.", "number", null, null, null, null, [], false), new("below", "Below", "Fires below this level.", "number", null, null, null, null, [], false),
             new("recoverBelow", "Recover below", "Recovers only below this level.", "number", null, null, null, null, [], false)]),
        new("z-score", "Z-score", "The value is many standard deviations from the mean of a sliding window.", "series",
            [new("deviations", "Deviations", "How far from the mean.", "number", null, "4", 1, 100, [], true), new("window", "Window", "Span the mean is taken over.", "duration", "s", "300", 10, 86400, [], false),
             new("direction", "Direction", "Which side counts.", "choice", null, "\"both\"", null, null, ["both", "up", "down"], false), new("ignoreConstant", "Ignore constant series", "A series that never moved says nothing.", "boolean", null, "true", null, null, [], false)]),
    ];

    public IReadOnlyList<Fault> Validate(RuleDefinition rule)
    {
        var faults = new List<Fault>();
        if (string.IsNullOrWhiteSpace(rule.Name)) faults.Add(new("name", "empty", "1 to 120 characters"));
        if (Detectors.FirstOrDefault(d => d.Name == rule.Detector) is not { } detector)
        {
            faults.Add(new("detector", $"'{rule.Detector}'", string.Join(", ", Detectors.Select(static d => d.Name))));
            return faults;
        }
        using var json = JsonDocument.Parse(rule.Parameters.Json);
        foreach (var p in detector.Parameters)
        {
            if (!json.RootElement.TryGetProperty(p.Name, out var value)) continue;
            if (p.Kind is "number" or "integer" or "duration")
            {
                if (value.ValueKind != JsonValueKind.Number) faults.Add(new("parameters." + p.Name, value.ToString(), "a number"));
                else if (value.GetDouble() < p.Min || value.GetDouble() > p.Max) faults.Add(new("parameters." + p.Name, value.ToString(), $"{p.Min} to {p.Max}"));
            }
        }
        if (rule.Detector == "threshold" && !json.RootElement.TryGetProperty("above", out _) && !json.RootElement.TryGetProperty("below", out _)) faults.Add(new("parameters.above", "nothing", "a level, here or in below: without either the rule can never fire"));
        return faults;
    }

    public ValueTask<Page<RuleDefinition>> List(string? text, string? service, bool? enabled, int offset, int limit)
    {
        _world.Check("the rule catalog");
        var all = _rules.Values.Select(static v => v[^1]).Where(r => (text is null || r.Name.Contains(text, StringComparison.OrdinalIgnoreCase)) && (enabled is null || r.Enabled == enabled)).OrderBy(static r => r.Name).ToList();
        return new(new Page<RuleDefinition>([.. all.Skip(offset).Take(limit)], all.Count, offset, limit));
    }

    public ValueTask<RuleDetail?> Get(string id)
    {
        _world.Check("the rule");
        if (!_rules.TryGetValue(id, out var versions)) return new((RuleDetail?)null);
        var now = _world.Now;
        return new(new RuleDetail(versions[^1], [.. versions.SkipLast(1).Reverse()],
        [
            new(now - 14_000, "latency_ms{service=\"payments\"}", "firing", "684 is above 500 for 10 s"), new(now - 24_000, "latency_ms{service=\"payments\"}", "pending", "612 is above 500"),
            new(now - 610_000, "latency_ms{service=\"payments\"}", "resolved", "88 is below 400 for 30 s"),
        ]));
    }

    public ValueTask<Outcome<RuleDefinition>> Create(RuleDefinition rule, string who)
    {
        if (Validate(rule) is { Count: > 0 } faults) return new(Outcome<RuleDefinition>.Invalid(faults));
        var id = rule.Id.Length > 0 ? rule.Id : string.Concat(rule.Name.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        var made = rule with { Id = id, Version = 1, UpdatedAt = _world.Now, UpdatedBy = who };
        return new(_rules.TryAdd(id, [made]) ? Outcome<RuleDefinition>.Done(made) : Outcome<RuleDefinition>.Conflict($"There is a rule {id} already."));
    }

    public ValueTask<Outcome<RuleDefinition>> Update(RuleDefinition rule, string who)
    {
        if (Validate(rule) is { Count: > 0 } faults) return new(Outcome<RuleDefinition>.Invalid(faults));
        if (!_rules.TryGetValue(rule.Id, out var versions)) return new(Outcome<RuleDefinition>.NotFound($"There is no rule {rule.Id}."));
        if (rule.Version != 0 && rule.Version != versions[^1].Version) return new(Outcome<RuleDefinition>.Conflict("Somebody else changed the rule meanwhile."));
        var now = rule with { Version = versions[^1].Version + 1, UpdatedAt = _world.Now, UpdatedBy = who };
        versions.Add(now);
        return new(Outcome<RuleDefinition>.Done(now));
    }

    public ValueTask<Outcome<RuleDefinition>> Delete(string id, string who) =>
        new(_rules.TryRemove(id, out var versions) ? Outcome<RuleDefinition>.Done(versions[^1]) : Outcome<RuleDefinition>.NotFound($"There is no rule {id}."));

    public async ValueTask<Outcome<RulePreview>> Preview(RuleDefinition rule, long from, long to, CancellationToken cancellationToken = default)
    {
        if (Validate(rule) is { Count: > 0 } faults) return Outcome<RulePreview>.Invalid(faults);
        var charts = new List<SeriesData>();
        var alerts = new List<RulePreviewAlert>();
        foreach (var service in PreviewWorld.Services)
        {
            foreach (var m in PreviewWorld.MetricsOf(service).Where(m => m.Name == rule.Metric))
            {
                var data = await _queries.GetSeriesData(PreviewWorld.Id(service, m), new(from, to, 400), cancellationToken);
                charts.Add(data);
                using var json = JsonDocument.Parse(rule.Parameters.Json);
                var level = json.RootElement.TryGetProperty("above", out var above) && above.ValueKind == JsonValueKind.Number ? above.GetDouble() : m.Level * 3;
                long? start = null;
                foreach (var p in data.Points)
                {
                    if (p.Max > level) start ??= p.Time;
                    else if (start is { } s)
                    {
                        alerts.Add(new(data.Series.Value, s, p.Time, $"above {level}"));
                        start = null;
                    }
                }
                if (start is { } open) alerts.Add(new(data.Series.Value, open, null, $"above {level}"));
            }
        }
        return Outcome<RulePreview>.Done(new(from, to, charts.Count, charts.Sum(static c => c.Points.Count) * 12, alerts, charts));
    }

    private void Seed(string id, string name, string detector, Severity severity, string service, string metric, string json, string description) =>
        _rules[id] =
        [
            new() { Id = id, Name = name, Detector = detector, Severity = severity, Service = service, Metric = metric, Parameters = new(json), Description = description, For = TimeSpan.FromSeconds(30), Version = 1, UpdatedAt = _world.Now - 86_400_000, UpdatedBy = "system" },
            new() { Id = id, Name = name, Detector = detector, Severity = severity, Service = service, Metric = metric, Parameters = new(json), Description = description, For = TimeSpan.FromSeconds(10), RecoverFor = TimeSpan.FromSeconds(30), Version = 2, UpdatedAt = _world.Now - 7_200_000, UpdatedBy = "ada" },
        ];
}
