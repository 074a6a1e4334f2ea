using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="ZScoreOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class ZScoreOptionsValidator : IValidateOptions<ZScoreOptions>;
