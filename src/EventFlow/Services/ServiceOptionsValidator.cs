using Microsoft.Extensions.Options;

namespace EventFlow.Services;

/// <summary>Checks <see cref="ServiceOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class ServiceOptionsValidator : IValidateOptions<ServiceOptions>;
