using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>Settings of the z-score detector.</summary>
[Detector("Z-score", "A value that is many standard deviations away from the recent ones. Learns the level and the noise of each series by itself.")]
public sealed class ZScoreOptions : IDetectorOptions
{
    /// <summary>Standard deviations, no unit, 1 to 100. Default 5. A small window has to show more, as its deviation is known less well.</summary>
    [DetectorParameter("Threshold", "Standard deviations from the mean at which a value is anomalous.")]
    [Range(1.0, 100.0)]
    public double Threshold { get; set; } = 5;

    /// <summary>Which way a value has to stray. Default both.</summary>
    [DetectorParameter("Direction", "Which way a value has to stray.")]
    public Direction Direction { get; set; }

    /// <summary>Samples in the window at most, 4 to 1,000. Default 60.</summary>
    [DetectorParameter("Window", "How many of the newest samples the value is compared with.")]
    [Range(4, 1000)]
    public int WindowSamples { get; set; } = 60;

    /// <summary>Age of a sample in the window at most, event time in seconds, 0 (any age) to 604,800. Default 0.</summary>
    [DetectorParameter("Window age", "How old a sample in the window may be; 0 for any age.", Unit = "s")]
    [Range(0.0, 604_800.0)]
    public double WindowSeconds { get; set; }

    /// <summary>Samples needed before anything is judged, 4 to 1,000. Default 10.</summary>
    [DetectorParameter("Least samples", "Samples needed before anything is judged.")]
    [Range(4, 1000)]
    public int MinSamples { get; set; } = 10;

    /// <summary>Distance from the mean below which nothing is anomalous, in the unit of the series, 0 to 1e300. Default 0.</summary>
    [DetectorParameter("Least deviation", "Distance from the mean below which nothing is anomalous, in the unit of the series.")]
    [Range(0.0, 1e300)]
    public double MinDeviation { get; set; }

    /// <summary>The same as a share of the mean, in percent, 0 to 100,000. Default 20.</summary>
    [DetectorParameter("Least deviation, relative", "Distance from the mean below which nothing is anomalous, as a share of the mean.", Unit = "%")]
    [Range(0.0, 100_000.0)]
    public double MinDeviationPercent { get; set; } = 20;

    /// <summary>A distance is anomalous only when it is at least this share of the largest one remembered, in percent, 0 (ask for nothing) to 1,000. Default 0.</summary>
    [DetectorParameter("Novelty", "Share of the largest distance remembered that a distance has to reach; 0 asks for nothing. Keeps recurring peaks quiet.", Unit = "%")]
    [Range(0.0, 1000.0)]
    public double NoveltyPercent { get; set; }

    /// <summary>Samples after which the largest distance remembered has faded to half, 1 to 1,000,000. Default 300.</summary>
    [DetectorParameter("Novelty memory", "Samples after which the largest distance remembered has faded to half.")]
    [Range(1, 1_000_000)]
    public int MemorySamples { get; set; } = 300;

    /// <summary>Share of the limit to which the distance has to shrink before a firing alert recovers, in percent, 1 to 100. Default 60.</summary>
    [DetectorParameter("Recovery", "Share of the limit to which the distance has to shrink before a firing alert recovers.", Unit = "%")]
    [Range(1.0, 100.0)]
    public double RecoveryPercent { get; set; } = 60;

    /// <summary>Anomalous samples in a row that are kept out of the window, 0 to 100,000; with the next one the level counts as new and is learned afresh. Default 60.</summary>
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
