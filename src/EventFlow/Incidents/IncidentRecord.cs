namespace EventFlow.Incidents;

/// <summary>An incident as it is stored.</summary>
public sealed class IncidentRecord
{
    /// <summary>Its id.</summary>
    public string Id { get; set; } = "";

    /// <summary>Its alerts.</summary>
    public List<IncidentMember> Members { get; set; } = [];

    internal bool IsOpen => Members.Exists(static m => m.EndedAt is null);

    internal long BeganAt => Members.Min(static m => m.BeganAt);

    internal long? EndedAt => IsOpen ? null : Members.Max(static m => m.EndedAt);
}
