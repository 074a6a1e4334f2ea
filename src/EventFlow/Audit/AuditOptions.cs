using System.ComponentModel.DataAnnotations;

namespace EventFlow.Audit;

/// <summary>Settings of the audit log (<c>EventFlow:Audit</c>).</summary>
public sealed class AuditOptions
{
    /// <summary>Changes that are kept, in steps of 100, from 100 to 100,000; the oldest are dropped. Default 10,000: some 10 MB, and a look through all of them is still quick.</summary>
    [Range(100, 100_000)] public int MaxEntries { get; set; } = 10_000;
}
