using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="RobustZScoreOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class RobustZScoreOptionsValidator : IValidateOptions<RobustZScoreOptions>;
