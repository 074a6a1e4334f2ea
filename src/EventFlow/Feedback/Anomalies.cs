namespace EventFlow.Feedback;

/// <summary>Measures anomalies, so that two can be compared.</summary>
internal static class Anomalies
{
    /// <summary>Distance of a value from what was expected, or beyond the limit where nothing was, and on which side it lies.</summary>
    public static (double Distance, int Direction) DistanceOf(double? value, double? expected, double? lower, double? upper)
    {
        if (value is not { } found) return (0, 0);
        var origin = expected ?? (found > upper ? upper : found < lower ? lower : null);
        if (origin is not { } from) return (0, 0);
        var distance = Math.Min(Math.Abs(found - from), double.MaxValue);
        return (distance, Math.Sign(found - from));
    }
}
