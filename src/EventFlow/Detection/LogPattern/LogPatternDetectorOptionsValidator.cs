using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="LogPatternDetectorOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class LogPatternDetectorOptionsValidator : IValidateOptions<LogPatternDetectorOptions>;
