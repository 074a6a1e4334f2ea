namespace EventFlow.Rules;

/// <summary>Where a rule stands with one series or service. The values are stored and never change.</summary>
public enum RulePhase : byte
{
    /// <summary>All is well.</summary>
    Idle = 0,
    /// <summary>The condition holds, not yet long enough.</summary>
    Pending = 1,
    /// <summary>The alert fires.</summary>
    Firing = 2,
    /// <summary>The alert fired, then the data stopped.</summary>
    NoData = 3,
}
