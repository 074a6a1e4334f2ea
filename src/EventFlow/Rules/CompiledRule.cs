using EventFlow.Detection;

namespace EventFlow.Rules;

/// <summary>A rule made ready: its globs and its detector's parameters read once. Immutable.</summary>
public sealed class CompiledRule(RuleDefinition definition, BoundDetector detector)
{
    private readonly Glob _services = new(definition.Service);
    private readonly Glob _metrics = new(definition.Metric);

    /// <summary>The rule.</summary>
    public RuleDefinition Definition { get; } = definition;

    /// <summary>Its detector.</summary>
    public BoundDetector Detector { get; } = detector;

    /// <summary>Whether it watches whole services.</summary>
    public bool IsForServices => Detector.Scope == DetectorScope.Service;

    /// <summary>Whether it watches a series.</summary>
    public bool Watches(SeriesParts series)
    {
        if (IsForServices || !_services.Matches(series.Service) || !_metrics.Matches(series.Metric)) return false;
        for (var i = 0; i < Definition.Labels.Count; i++)
        {
            var (name, value) = Definition.Labels.At(i);
            if (!string.Equals(series.Labels[name], value, StringComparison.Ordinal)) return false;
        }

        return true;
    }

    /// <summary>Whether it watches a service.</summary>
    public bool Watches(string service) => IsForServices && _services.Matches(service);
}
