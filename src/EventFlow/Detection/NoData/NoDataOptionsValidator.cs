using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="NoDataOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class NoDataOptionsValidator : IValidateOptions<NoDataOptions>;
