using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>Settings of the EWMA detector.</summary>
[Detector("EWMA", "A value far from the exponentially weighted average. The cheapest detector that learns.")]
public sealed class EwmaOptions : DeviationOptions
{
    /// <summary>Weight of the newest sample, no unit, 0.0001 to 1. Default 0.1.</summary>
    [DetectorParameter("Alpha", "Weight of the newest sample; small values remember long.")]
    [Range(1e-4, 1.0)]
    public double Alpha { get; set; } = 0.1;

    /// <summary>Samples needed before anything is judged, 4 to 100,000. Default 20.</summary>
    [DetectorParameter("Least samples", "Samples needed before anything is judged.")]
    [Range(4, 100_000)]
    public int MinSamples { get; set; } = 20;
}
