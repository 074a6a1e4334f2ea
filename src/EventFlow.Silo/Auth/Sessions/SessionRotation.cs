namespace EventFlow.Silo;

/// <summary>What became of a refresh token. Zero is not success.</summary>
public enum SessionRotation
{
    /// <summary>A default value of this type.</summary>
    None = 0,

    /// <summary>It was good and has been replaced.</summary>
    Rotated = 1,

    /// <summary>No such session, or it expired.</summary>
    Unknown = 2,

    /// <summary>A token that was used before: somebody copied it, and the session is ended for everyone.</summary>
    Reused = 3,
}
