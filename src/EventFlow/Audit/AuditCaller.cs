namespace EventFlow.Audit;

/// <summary>Who asks, beyond the name: see <see cref="AuditEntry"/>.</summary>
public sealed record AuditCaller(string By, string Via, string CorrelationId);
