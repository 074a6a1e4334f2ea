using Microsoft.Extensions.Options;

namespace EventFlow.Detection;

/// <summary>Checks <see cref="FlatLineOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class FlatLineOptionsValidator : IValidateOptions<FlatLineOptions>;
