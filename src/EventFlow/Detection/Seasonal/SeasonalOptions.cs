using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>Settings of the seasonal detector.</summary>
[Detector("Seasonal baseline", "A value far from what is usual at this time of day or of week, whichever fits the series better.")]
public sealed class SeasonalOptions : DeviationOptions
{
    /// <summary>Settings with a longer hold than others: a whole profile is not thrown away lightly.</summary>
    public SeasonalOptions() => HoldSamples = 1000;

    /// <summary>Samples needed before anything is judged, 10 to 1,000,000. Default 100. A time of day is judged only when it was seen before.</summary>
    [DetectorParameter("Least samples", "Samples needed before anything is judged.")]
    [Range(10, 1_000_000)]
    public int MinSamples { get; set; } = 100;
}
