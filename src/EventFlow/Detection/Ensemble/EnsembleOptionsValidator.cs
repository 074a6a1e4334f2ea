using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="EnsembleOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class EnsembleOptionsValidator : IValidateOptions<EnsembleOptions>;
