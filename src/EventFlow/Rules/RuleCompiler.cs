using EventFlow.Detection;

namespace EventFlow.Rules;

/// <summary>Makes rules ready. Thread safe.</summary>
public sealed class RuleCompiler(DetectorCatalog detectors)
{
    /// <summary>The rule made ready; null when its detector is unknown or its parameters have faults, which are added.</summary>
    public CompiledRule? Compile(RuleDefinition rule, ICollection<Fault> faults)
    {
        if (detectors.Find(rule.Detector) is not { } registration)
        {
            faults.Add(new("detector", $"'{rule.Detector}'", $"one of {string.Join(", ", detectors.Descriptions.Select(static d => d.Name))}"));
            return null;
        }

        return registration.Bind(rule.Parameters, faults) is { } detector ? new(rule, detector) : null;
    }
}
