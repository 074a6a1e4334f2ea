using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>Settings of the variance-shift detector.</summary>
[Detector("Variance shift", "A series that has become much noisier or much quieter than it usually is, whatever its level.")]
public sealed class VarianceShiftOptions : IDetectorOptions
{
    /// <summary>How rare the noise has to be, negative decimal logarithm of a probability, 1 to 50. Default 6.</summary>
    [DetectorParameter("Threshold", "How rare the noise has to be, in powers of ten: 6 is one in a million.")]
    [Range(1.0, 50.0)]
    public double Threshold { get; set; } = 6;

    /// <summary>Whether more noise, less, or both is anomalous. Default both.</summary>
    [DetectorParameter("Direction", "Whether more noise (up), less (down) or both is anomalous.")]
    public Direction Direction { get; set; }

    /// <summary>Newest samples whose noise is judged, 5 to 200. Default 20.</summary>
    [DetectorParameter("Short window", "Newest samples whose noise is judged.")]
    [Range(5, 200)]
    public int ShortSamples { get; set; } = 20;

    /// <summary>Samples after which what was learned of the usual noise counts half, 20 to 100,000. Default 500.</summary>
    [DetectorParameter("Memory", "Samples after which what was learned of the usual noise counts half.")]
    [Range(20, 100_000)]
    public int MemorySamples { get; set; } = 500;

    /// <summary>Samples needed before anything is judged, 20 to 100,000. Default 100.</summary>
    [DetectorParameter("Least samples", "Samples needed before anything is judged.")]
    [Range(20, 100_000)]
    public int MinSamples { get; set; } = 100;

    /// <summary>Anomalous samples in a row after which the new noise is learned, 0 to 100,000. Default 200.</summary>
    [DetectorParameter("Hold", "Anomalous samples in a row after which the new noise is accepted and learned.")]
    [Range(0, 100_000)]
    public int HoldSamples { get; set; } = 200;

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions()
    {
        if (MemorySamples < 4 * ShortSamples)
            yield return new("memorySamples", MemorySamples.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"at least four times shortSamples, {4 * ShortSamples}"));
    }
}
