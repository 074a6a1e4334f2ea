using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>Settings of the flat-line detector.</summary>
[Detector("Flat line", "A series that usually moves repeats the same value for far longer than it ever did: a stuck sensor, a dead exporter.")]
public sealed class FlatLineOptions : IDetectorOptions
{
    /// <summary>Equal samples in a row below which nothing is flat, 2 to 100,000. Default 10.</summary>
    [DetectorParameter("Least run", "Equal samples in a row below which nothing is flat.")]
    [Range(2, 100_000)]
    public int MinRun { get; set; } = 10;

    /// <summary>How many times the longest run remembered a run has to be, 1 to 100. Default 3.</summary>
    [DetectorParameter("Factor", "How many times the longest run remembered a run has to be.")]
    [Range(1.0, 100.0)]
    public double Factor { get; set; } = 3;

    /// <summary>Values further apart than this differ, in the unit of the series, 0 to 1e300. Default 0: any difference.</summary>
    [DetectorParameter("Tolerance", "Values no further apart than this count as equal, in the unit of the series.")]
    [Range(0.0, 1e300)]
    public double Tolerance { get; set; }

    /// <summary>Changes of value that must have been seen before anything is judged, 1 to 100,000. Default 20. A series that never moved is not stuck.</summary>
    [DetectorParameter("Least changes", "Changes of value that must have been seen before anything is judged.")]
    [Range(1, 100_000)]
    public int MinChanges { get; set; } = 20;

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions() => [];
}
