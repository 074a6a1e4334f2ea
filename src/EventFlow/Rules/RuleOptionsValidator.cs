using Microsoft.Extensions.Options;

namespace EventFlow.Rules;

/// <summary>Checks <see cref="RuleOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class RuleOptionsValidator : IValidateOptions<RuleOptions>;
