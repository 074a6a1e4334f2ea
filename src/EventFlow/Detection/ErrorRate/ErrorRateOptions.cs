using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace EventFlow.Detection;

/// <summary>Settings of the error-rate detector.</summary>
[Detector("Error rate", "The share of error records among a service's log records exceeds a limit.")]
public sealed class ErrorRateOptions : IDetectorOptions
{
    /// <summary>Length of the window, event time in seconds, 5 to 3,600. Default 60.</summary>
    [DetectorParameter("Window", "Span in which records are counted.", Unit = "s")]
    [Range(5.0, 3600.0)]
    public double WindowSeconds { get; set; } = 60;

    /// <summary>Share of error records at which the window is anomalous, in percent, 0.01 to 100. Default 25.</summary>
    [DetectorParameter("Limit", "Share of error records at which the window is anomalous.", Unit = "%")]
    [Range(0.01, 100.0)]
    public double Percent { get; set; } = 25;

    /// <summary>Share below which a firing alert recovers, in percent, 0 to 100. Default the limit itself.</summary>
    [DetectorParameter("Recovery", "Share below which a firing alert recovers; the limit itself when left out.", Unit = "%")]
    [Range(0.0, 100.0)]
    public double? RecoveryPercent { get; set; }

    /// <summary>Records in the window below which nothing is judged, 1 to 1,000,000. Default 10.</summary>
    [DetectorParameter("Least records", "Records in the window below which nothing is judged.")]
    [Range(1, 1_000_000)]
    public int MinRecords { get; set; } = 10;

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions()
    {
        if (RecoveryPercent > Percent)
            yield return new("recoveryPercent", RecoveryPercent.Value.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"at most percent, {Percent}"));
    }
}
