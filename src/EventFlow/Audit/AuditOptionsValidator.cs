using Microsoft.Extensions.Options;

namespace EventFlow.Audit;

/// <summary>Checks <see cref="AuditOptions"/> when the silo starts.</summary>
[OptionsValidator]
public sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;
