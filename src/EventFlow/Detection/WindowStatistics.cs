namespace EventFlow.Detection;

/// <summary>What a window of samples looks like: number, mean, sample deviation (0 when all are equal) and least value.</summary>
internal readonly record struct WindowStatistics(int Count, double Mean, double Deviation, double Least)
{
    /// <summary>How far a value is above (positive) or below the mean, held finite.</summary>
    public double DistanceOf(double value) => Math.Clamp(value - Mean, -double.MaxValue, double.MaxValue);

    /// <summary>The lower end of a band around the mean; a series that was never negative is not expected to become so.</summary>
    public double LowerEnd(double halfWidth) => Least >= 0 ? Math.Max(0, Mean - halfWidth) : Mean - halfWidth;
}
