using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>Settings of the robust z-score detector.</summary>
[Detector("Robust z-score", "A value far from the median of the recent ones, in multiples of their median distance. Spikes in the window do not blind it.")]
public sealed class RobustZScoreOptions : DeviationOptions
{
    /// <summary>Samples in the window at most, 5 to 200. Default 60.</summary>
    [DetectorParameter("Window", "How many of the newest samples the value is compared with.")]
    [Range(5, 200)]
    public int WindowSamples { get; set; } = 60;

    /// <summary>Samples needed before anything is judged, 5 to 200. Default 12.</summary>
    [DetectorParameter("Least samples", "Samples needed before anything is judged.")]
    [Range(5, 200)]
    public int MinSamples { get; set; } = 12;

    /// <inheritdoc/>
    public override IEnumerable<Fault> FindContradictions()
    {
        if (MinSamples > WindowSamples)
            yield return new("minSamples", MinSamples.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"at most windowSamples, {WindowSamples}"));
    }
}
