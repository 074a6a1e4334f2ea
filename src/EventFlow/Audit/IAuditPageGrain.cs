namespace EventFlow.Audit;

/// <summary>A part of the changes on disk; the key is tenant, slash, number. Only the <see cref="AuditGrain"/> of the tenant calls it.</summary>
[Alias("EventFlow.Audit.IAuditPageGrain")]
public interface IAuditPageGrain : IGrainWithStringKey
{
    /// <summary>What is stored, the oldest first.</summary>
    [Alias("Load")]
    ValueTask<IReadOnlyList<AuditEntry>> Load();

    /// <summary>Replaces what is stored; returns after it is saved.</summary>
    [Alias("Store")]
    ValueTask Store(IReadOnlyList<AuditEntry> entries);
}
