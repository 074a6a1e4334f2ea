namespace EventFlow.Detection;

/// <summary>What a detector makes of an observation. The values are stored and never change; zero is not a judgement.</summary>
public enum Verdict : byte
{
    /// <summary>A default value of this type.</summary>
    None = 0,
    /// <summary>Too little is known yet to judge.</summary>
    Warming = 1,
    /// <summary>As expected.</summary>
    Normal = 2,
    /// <summary>Between the recovery level and the limit: begins no alert and ends none.</summary>
    Lingering = 3,
    /// <summary>Not as expected.</summary>
    Anomalous = 4,
}
