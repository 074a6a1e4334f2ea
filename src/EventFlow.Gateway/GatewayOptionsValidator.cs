using EventFlow.Ingestion;
using Microsoft.Extensions.Options;

namespace EventFlow.Gateway;

/// <summary>Checks the settings at start, all faults at once, each naming its key and value.</summary>
public sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    /// <summary>Where the settings lie in the configuration.</summary>
    public const string Section = "EventFlow:Gateway";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var faults = OptionFaults.OfRanges(Section, options);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
