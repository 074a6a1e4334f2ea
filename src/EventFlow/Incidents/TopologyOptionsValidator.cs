using Microsoft.Extensions.Options;

namespace EventFlow.Incidents;

/// <summary>Checks <see cref="TopologyOptions"/> at start.</summary>
internal sealed class TopologyOptionsValidator : IValidateOptions<TopologyOptions>
{
    public ValidateOptionsResult Validate(string? name, TopologyOptions options)
    {
        var faults = new List<string>();
        foreach (var (service, others) in options.DependsOn)
        {
            for (var i = 0; i < others.Length; i++)
            {
                if (string.IsNullOrWhiteSpace(others[i])) faults.Add($"EventFlow:Topology:{service}:{i} is empty; expected the name of a service that {service} depends on.");
                else if (string.Equals(others[i], service, StringComparison.OrdinalIgnoreCase)) faults.Add($"EventFlow:Topology:{service}:{i} is '{others[i]}'; expected another service: none depends on itself.");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
