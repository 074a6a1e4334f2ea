namespace EventFlow.Audit;

/// <summary>Knows on whose behalf the current code runs. Thread safe.</summary>
public interface IAuditCallers
{
    /// <summary>What is known of somebody who changes something now, under this name.</summary>
    AuditCaller Describe(string who);
}
