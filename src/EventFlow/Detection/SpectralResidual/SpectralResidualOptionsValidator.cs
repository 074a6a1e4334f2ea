using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="SpectralResidualOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class SpectralResidualOptionsValidator : IValidateOptions<SpectralResidualOptions>;
