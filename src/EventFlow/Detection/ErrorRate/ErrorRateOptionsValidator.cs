using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="ErrorRateOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class ErrorRateOptionsValidator : IValidateOptions<ErrorRateOptions>;
