using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="EwmaOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class EwmaOptionsValidator : IValidateOptions<EwmaOptions>;
