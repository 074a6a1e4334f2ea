namespace EventFlow.Audit;

/// <summary>Some changes, as they are stored together.</summary>
public sealed class AuditPageState
{
    /// <summary>The changes, the oldest first.</summary>
    public IReadOnlyList<AuditEntry> Entries { get; set; } = [];
}
