using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="VarianceShiftOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class VarianceShiftOptionsValidator : IValidateOptions<VarianceShiftOptions>;
