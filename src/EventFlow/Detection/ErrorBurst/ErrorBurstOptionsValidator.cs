using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="ErrorBurstOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class ErrorBurstOptionsValidator : IValidateOptions<ErrorBurstOptions>;
