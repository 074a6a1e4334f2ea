using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>Settings of the Holt-Winters detector.</summary>
[Detector("Holt-Winters", "A value far from a forecast made of level, trend and a season of known length.")]
public sealed class HoltWintersOptions : DeviationOptions
{
    /// <summary>Weight of the newest sample for the level, no unit, 0.0001 to 1. Default 0.1.</summary>
    [DetectorParameter("Alpha", "Weight of the newest sample for the level.")]
    [Range(1e-4, 1.0)]
    public double Alpha { get; set; } = 0.1;

    /// <summary>Weight of the newest slope for the trend, no unit, 0 (no trend) to 1. Default 0.01.</summary>
    [DetectorParameter("Beta", "Weight of the newest slope for the trend; 0 for no trend.")]
    [Range(0.0, 1.0)]
    public double Beta { get; set; } = 0.01;

    /// <summary>Weight of the newest season, no unit, 0.0001 to 1. Default 0.2.</summary>
    [DetectorParameter("Gamma", "Weight of the newest season.")]
    [Range(1e-4, 1.0)]
    public double Gamma { get; set; } = 0.2;

    /// <summary>Length of the season, event time in seconds, 60 to 2,419,200. Default 86,400 (a day).</summary>
    [DetectorParameter("Season", "Length of the season.", Unit = "s")]
    [Range(60, 2_419_200)]
    public int SeasonSeconds { get; set; } = 86_400;

    /// <summary>Slots the season is divided into, 2 to 288. Default 96.</summary>
    [DetectorParameter("Slots", "Into how many slots the season is divided.")]
    [Range(2, 288)]
    public int Slots { get; set; } = 96;

    /// <summary>Samples needed before anything is judged, 4 to 100,000. Default 30.</summary>
    [DetectorParameter("Least samples", "Samples needed before anything is judged.")]
    [Range(4, 100_000)]
    public int MinSamples { get; set; } = 30;
}
