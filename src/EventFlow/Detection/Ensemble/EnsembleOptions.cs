using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>Settings of the ensemble. Nothing needs to be set: it learns level, noise, daily and weekly shape, and its own limits from each series.</summary>
[Detector("Automatic", "Whatever this series has not done before, at this time of day and week: spikes, drops, changes of level, and wrong shapes. Needs no settings.")]
public sealed class EnsembleOptions : IDetectorOptions
{
    /// <summary>Score at which a sample is anomalous, negative decimal logarithm of a probability, 1.5 to 50. Default 2.13. Lower is more sensitive.</summary>
    [DetectorParameter("Threshold", "How rare a sample has to be, in powers of ten: 3 is one in a thousand. Lower finds more and is wrong more often.")]
    [Range(1.5, 50.0)]
    public double Threshold { get; set; } = 2.13;

    /// <summary>Which way a value has to stray. Default both.</summary>
    [DetectorParameter("Direction", "Which way a value has to stray.")]
    public Direction Direction { get; set; }

    /// <summary>Samples needed before anything is judged, 30 to 100,000. Default 60.</summary>
    [DetectorParameter("Least samples", "Samples needed before anything is judged.")]
    [Range(30, 100_000)]
    public int MinSamples { get; set; } = 60;

    /// <summary>Distance from what was expected below which nothing is anomalous, in the unit of the series, 0 to 1e300. Default 0.</summary>
    [DetectorParameter("Least deviation", "Distance from what was expected below which nothing is anomalous, in the unit of the series.")]
    [Range(0.0, 1e300)]
    public double MinDeviation { get; set; }

    /// <summary>The same as a share of what was expected, in percent, 0 to 100,000. Default 0.</summary>
    [DetectorParameter("Least deviation, relative", "Distance from what was expected below which nothing is anomalous, as a share of it.", Unit = "%")]
    [Range(0.0, 100_000.0)]
    public double MinDeviationPercent { get; set; }

    /// <summary>Samples after which how rare a signal was counts half when it is weighed against it again, 1 to 100,000. Default 500.</summary>
    [DetectorParameter("Cooldown", "Samples after which an anomaly counts half when the next one of its kind is weighed against it.")]
    [Range(1, 100_000)]
    public int CooldownSamples { get; set; } = 500;

    /// <summary>Samples after an anomaly that was told in which no other is, 0 to 100,000. Default 60. A gap in the data ends it.</summary>
    [DetectorParameter("Spacing", "Samples after an anomaly that was told in which no other is.")]
    [Range(0, 100_000)]
    public int SpacingSamples { get; set; } = 60;

    /// <summary>Samples for which a changed level is anomalous before it is accepted as the new one, 0 to 100,000. Default 10,000.</summary>
    [DetectorParameter("Hold", "Samples after which a changed level is accepted as the new one.")]
    [Range(0, 100_000)]
    public int HoldSamples { get; set; } = 10_000;

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions() => [];
}
