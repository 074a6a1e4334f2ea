namespace EventFlow;

/// <summary>Keeps who changed what; the key is the tenant.</summary>
[Alias("EventFlow.IAuditGrain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Keeps a change and numbers it; returns after it is saved.</summary>
    [Alias("Add")]
    ValueTask Add(AuditEntry entry);

    /// <summary>The changes that match, the newest first.</summary>
    [Alias("List")]
    ValueTask<Page<AuditEntry>> List(AuditQuery query);
}
