using Microsoft.Extensions.Options;

namespace EventFlow;

/// <summary>Checks <see cref="LiveOptions"/> when the silo starts.</summary>
[OptionsValidator]
public sealed partial class LiveOptionsValidator : IValidateOptions<LiveOptions>;
