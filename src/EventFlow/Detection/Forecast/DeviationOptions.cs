using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>What the detectors have in common that compare a sample with what they expected of it.</summary>
public abstract class DeviationOptions : IDetectorOptions
{
    /// <summary>Usual deviations from what was expected at which a value is anomalous, no unit, 1 to 100. Default 5.</summary>
    [DetectorParameter("Threshold", "Usual deviations from what was expected at which a value is anomalous.")]
    [Range(1.0, 100.0)]
    public double Threshold { get; set; } = 5;

    /// <summary>Which way a value has to stray. Default both.</summary>
    [DetectorParameter("Direction", "Which way a value has to stray.")]
    public Direction Direction { get; set; }

    /// <summary>Distance below which nothing is anomalous, in the unit of the series, 0 to 1e300. Default 0.</summary>
    [DetectorParameter("Least deviation", "Distance from what was expected below which nothing is anomalous, in the unit of the series.")]
    [Range(0.0, 1e300)]
    public double MinDeviation { get; set; }

    /// <summary>The same as a share of what was expected, in percent, 0 to 100,000. Default 20.</summary>
    [DetectorParameter("Least deviation, relative", "Distance from what was expected below which nothing is anomalous, as a share of it.", Unit = "%")]
    [Range(0.0, 100_000.0)]
    public double MinDeviationPercent { get; set; } = 20;

    /// <summary>Share of the limit to which the distance has to shrink before a firing alert recovers, in percent, 1 to 100. Default 60.</summary>
    [DetectorParameter("Recovery", "Share of the limit to which the distance has to shrink before a firing alert recovers.", Unit = "%")]
    [Range(1.0, 100.0)]
    public double RecoveryPercent { get; set; } = 60;

    /// <summary>Anomalous samples in a row that are not learned, 0 to 100,000; after them the new level is. Default 60, of the seasonal detector 1,000.</summary>
    [DetectorParameter("Hold", "Anomalous samples in a row after which the new level is accepted and learned.")]
    [Range(0, 100_000)]
    public int HoldSamples { get; set; } = 60;

    /// <inheritdoc/>
    public virtual IEnumerable<Fault> FindContradictions() => [];
}
