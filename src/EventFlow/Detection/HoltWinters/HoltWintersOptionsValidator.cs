using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="HoltWintersOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class HoltWintersOptionsValidator : IValidateOptions<HoltWintersOptions>;
