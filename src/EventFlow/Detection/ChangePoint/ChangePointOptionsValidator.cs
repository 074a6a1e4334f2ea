using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="ChangePointOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class ChangePointOptionsValidator : IValidateOptions<ChangePointOptions>;
