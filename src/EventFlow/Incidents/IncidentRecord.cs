namespace EventFlow.Incidents;

/// <summary>An incident as it is stored.</summary>
public sealed class IncidentRecord
{
    // Follow from the members; looked for with every alert.
    private bool? _isOpen;
    private long? _beganAt;

    /// <summary>Its id.</summary>
    public string Id { get; set; } = "";

    /// <summary>Its alerts.</summary>
    public List<IncidentMember> Members { get; set; } = [];

    internal bool IsOpen => _isOpen ??= Members.Exists(static m => m.EndedAt is null);

    internal long BeganAt => _beganAt ??= Members.Min(static m => m.BeganAt);

    internal long? EndedAt => IsOpen ? null : Members.Max(static m => m.EndedAt);

    /// <summary>How people see it; null when it has changed since it was last described.</summary>
    internal IncidentInfo? Described { get; set; }

    /// <summary>A member came or changed.</summary>
    internal void Changed() => (_isOpen, _beganAt, Described) = (null, null, null);
}
