using Microsoft.Extensions.Options;

namespace EventFlow.Incidents;

/// <summary>Checks <see cref="IncidentOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class IncidentOptionsValidator : IValidateOptions<IncidentOptions>;
