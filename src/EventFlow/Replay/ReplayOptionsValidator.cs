using Microsoft.Extensions.Options;

namespace EventFlow.Replay;

/// <summary>Checks <see cref="ReplayOptions"/> when the silo starts.</summary>
[OptionsValidator]
public sealed partial class ReplayOptionsValidator : IValidateOptions<ReplayOptions>;
