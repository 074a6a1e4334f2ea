using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="ThresholdOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class ThresholdOptionsValidator : IValidateOptions<ThresholdOptions>;
