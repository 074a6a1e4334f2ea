namespace EventFlow.Detection;

/// <summary>What a detector watches.</summary>
public enum DetectorScope
{
    /// <summary>A metric series.</summary>
    Series = 0,
    /// <summary>A whole service.</summary>
    Service = 1,
}
