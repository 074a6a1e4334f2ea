namespace EventFlow.Silo;

/// <summary>Whether an incident goes on.</summary>
internal enum IncidentPhase
{
    /// <summary>An alert of it is open.</summary>
    Open,
    /// <summary>All its alerts are over.</summary>
    Ended,
}
