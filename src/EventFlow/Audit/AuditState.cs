namespace EventFlow.Audit;

/// <summary>The newest changes, and how many there were.</summary>
public sealed class AuditState
{
    /// <summary>Number of the next change.</summary>
    public long Next { get; set; }

    /// <summary>Those that fill no page yet, the oldest first.</summary>
    public IReadOnlyList<AuditEntry> Recent { get; set; } = [];
}
