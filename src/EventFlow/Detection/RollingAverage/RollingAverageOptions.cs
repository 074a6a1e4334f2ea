using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>Settings of the rolling-average detector.</summary>
[Detector("Rolling average", "The average of the last few samples lies by more than a given share above or below the average of those before.")]
public sealed class RollingAverageOptions : IDetectorOptions
{
    /// <summary>Deviation from the rolling average at which a value is anomalous, in percent of it, 1 to 100,000. Default 50.</summary>
    [DetectorParameter("Deviation", "Deviation from the rolling average at which the short average is anomalous.", Unit = "%")]
    [Range(1.0, 100_000.0)]
    public double DeviationPercent { get; set; } = 50;

    /// <summary>Which way it has to stray. Default both.</summary>
    [DetectorParameter("Direction", "Which way the short average has to stray.")]
    public Direction Direction { get; set; }

    /// <summary>Samples of the rolling average at most, 4 to 1,000. Default 60.</summary>
    [DetectorParameter("Window", "Samples of the rolling average.")]
    [Range(4, 1000)]
    public int WindowSamples { get; set; } = 60;

    /// <summary>Age of a sample of the rolling average at most, event time in seconds, 0 (any age) to 604,800. Default 0.</summary>
    [DetectorParameter("Window age", "How old a sample of the rolling average may be; 0 for any age.", Unit = "s")]
    [Range(0.0, 604_800.0)]
    public double WindowSeconds { get; set; }

    /// <summary>Newest samples whose average is judged, 1 (each sample alone) to 100. Default 3.</summary>
    [DetectorParameter("Short average", "Newest samples whose average is judged; 1 judges each sample alone.")]
    [Range(1, 100)]
    public int ShortSamples { get; set; } = 3;

    /// <summary>Samples of the rolling average needed before anything is judged, 1 to 1,000. Default 10.</summary>
    [DetectorParameter("Least samples", "Samples of the rolling average needed before anything is judged.")]
    [Range(1, 1000)]
    public int MinSamples { get; set; } = 10;

    /// <summary>Distance below which nothing is anomalous, in the unit of the series, 0 to 1e300. Default 0.</summary>
    [DetectorParameter("Least deviation", "Distance from the rolling average below which nothing is anomalous, in the unit of the series.")]
    [Range(0.0, 1e300)]
    public double MinDeviation { get; set; }

    /// <summary>Share of the limit to which the distance has to shrink before a firing alert recovers, in percent, 1 to 100. Default 60.</summary>
    [DetectorParameter("Recovery", "Share of the limit to which the distance has to shrink before a firing alert recovers.", Unit = "%")]
    [Range(1.0, 100.0)]
    public double RecoveryPercent { get; set; } = 60;

    /// <summary>Anomalous samples in a row that are kept out of the rolling average, 0 to 100,000; after them the new level is learned. Default 60.</summary>
    [DetectorParameter("Hold", "Anomalous samples in a row after which the new level is accepted and learned.")]
    [Range(0, 100_000)]
    public int HoldSamples { get; set; } = 60;

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions()
    {
        if (MinSamples > WindowSamples)
            yield return new("minSamples", MinSamples.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"at most windowSamples, {WindowSamples}"));
    }
}
