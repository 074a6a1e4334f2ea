using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="RateOfChangeOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class RateOfChangeOptionsValidator : IValidateOptions<RateOfChangeOptions>;
