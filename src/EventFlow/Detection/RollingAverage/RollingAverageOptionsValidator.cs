using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="RollingAverageOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class RollingAverageOptionsValidator : IValidateOptions<RollingAverageOptions>;
