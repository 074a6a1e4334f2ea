using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="SeasonalOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class SeasonalOptionsValidator : IValidateOptions<SeasonalOptions>;
