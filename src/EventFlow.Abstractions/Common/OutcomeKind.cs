namespace EventFlow;

/// <summary>How a command or a query ended. Zero is not success.</summary>
public enum OutcomeKind
{
    /// <summary>Nothing was decided; a default value of this type.</summary>
    None = 0,
    /// <summary>Done.</summary>
    Done = 1,
    /// <summary>The thing named does not exist (HTTP 404).</summary>
    NotFound = 2,
    /// <summary>The input has faults (HTTP 422); they are listed.</summary>
    Invalid = 3,
    /// <summary>The thing is in a state that does not allow it, or was changed by someone else (HTTP 409).</summary>
    Conflict = 4,
    /// <summary>The thing existed and is kept no longer (HTTP 410).</summary>
    Gone = 5,
}
