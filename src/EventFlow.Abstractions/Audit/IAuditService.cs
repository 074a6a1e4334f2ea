namespace EventFlow;

/// <summary>What the API and the dashboard ask of who changed what.</summary>
public interface IAuditService
{
    /// <summary>The changes that match, the newest first.</summary>
    ValueTask<Page<AuditEntry>> List(AuditQuery query);
}
