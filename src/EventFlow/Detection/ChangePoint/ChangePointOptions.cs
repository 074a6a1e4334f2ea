using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>Settings of the change-point detector.</summary>
[Detector("Change point", "A level that has moved for good, also by less than the noise of single samples.")]
public sealed class ChangePointOptions : IDetectorOptions
{
    /// <summary>Evidence at which a change is told, in deviations summed up, 2 to 1,000. Default 12.</summary>
    [DetectorParameter("Threshold", "Deviations that have to add up before a change is told.")]
    [Range(2.0, 1000.0)]
    public double Threshold { get; set; } = 12;

    /// <summary>Shift that is not worth telling, in deviations, 0.1 to 10. Default 0.5: shifts of less than twice that add nothing up.</summary>
    [DetectorParameter("Slack", "Half of the smallest shift worth telling, in deviations.")]
    [Range(0.1, 10.0)]
    public double Slack { get; set; } = 0.5;

    /// <summary>Which way the level has to move. Default both.</summary>
    [DetectorParameter("Direction", "Which way the level has to move.")]
    public Direction Direction { get; set; }

    /// <summary>Samples from which level and noise are learned before anything is judged, 10 to 100,000. Default 60.</summary>
    [DetectorParameter("Least samples", "Samples from which level and noise are learned before anything is judged.")]
    [Range(10, 100_000)]
    public int MinSamples { get; set; } = 60;

    /// <summary>Samples for which a change is anomalous before its level is learned as the new one, 1 to 100,000. Default 60.</summary>
    [DetectorParameter("Hold", "Samples for which a change is anomalous before its level is learned as the new one.")]
    [Range(1, 100_000)]
    public int HoldSamples { get; set; } = 60;

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions() => [];
}
