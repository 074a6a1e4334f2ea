namespace EventFlow.Detection;

/// <summary>On which side of its limit a value is anomalous.</summary>
public enum ThresholdOperator
{
    /// <summary>Above the value.</summary>
    Above = 0,
    /// <summary>Below the value.</summary>
    Below = 1,
    /// <summary>Below the lower or above the upper limit.</summary>
    Outside = 2,
}
