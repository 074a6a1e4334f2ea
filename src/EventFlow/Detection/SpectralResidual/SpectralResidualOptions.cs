using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>Settings of the spectral-residual detector.</summary>
[Detector("Spectral residual", "A sample that breaks the shape of the last 64: what stands out when everything that repeats is taken away.")]
public sealed class SpectralResidualOptions : IDetectorOptions
{
    /// <summary>How many times the mean of its neighbours the saliency of a sample has to be, 1 to 1,000. Default 3.</summary>
    [DetectorParameter("Threshold", "How many times as salient as its neighbours a sample has to be.")]
    [Range(1.0, 1000.0)]
    public double Threshold { get; set; } = 3;

    /// <summary>Distance from the mean of the window below which nothing is anomalous, in percent of it, 0 to 100,000. Default 20.</summary>
    [DetectorParameter("Least deviation, relative", "Distance from the mean of the window below which nothing is anomalous, as a share of it.", Unit = "%")]
    [Range(0.0, 100_000.0)]
    public double MinDeviationPercent { get; set; } = 20;

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions() => [];
}
