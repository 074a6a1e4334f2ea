namespace EventFlow;

/// <summary>How bad it is. The values are stored and never change.</summary>
public enum Severity : byte
{
    /// <summary>Not said; a default value of this type.</summary>
    None = 0,
    /// <summary>Worth knowing.</summary>
    Info = 1,
    /// <summary>Someone should look today.</summary>
    Warning = 2,
    /// <summary>Someone has to act now.</summary>
    Critical = 3,
}
