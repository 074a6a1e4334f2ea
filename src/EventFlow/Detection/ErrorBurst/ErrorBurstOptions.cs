using System.ComponentModel.DataAnnotations;

namespace EventFlow.Detection;

/// <summary>Settings of the error-burst detector.</summary>
[Detector("Error burst", "A service logs far more errors than it usually does. Compares the errors of a short window with the service's own rate.")]
public sealed class ErrorBurstOptions : IDetectorOptions
{
    /// <summary>Length of the window, event time in seconds, 5 to 3,600. Default 30.</summary>
    [DetectorParameter("Window", "Span in which errors are counted.", Unit = "s")]
    [Range(5.0, 3600.0)]
    public double WindowSeconds { get; set; } = 30;

    /// <summary>Errors in the window below which nothing is a burst, 1 to 1,000,000. Default 5.</summary>
    [DetectorParameter("Least errors", "Errors in the window below which nothing is a burst.")]
    [Range(1, 1_000_000)]
    public int MinErrors { get; set; } = 5;

    /// <summary>How improbable the count must be under the usual rate, as the negative decimal logarithm (5 is one in a hundred thousand), 1 to 100. Default 5.</summary>
    [DetectorParameter("Surprise", "How improbable the count must be under the usual rate, in powers of ten: 5 is one in a hundred thousand.")]
    [Range(1.0, 100.0)]
    public double Surprise { get; set; } = 5;

    /// <summary>Event time that must be known before anything is judged, in seconds, 0 to 86,400. Default 20.</summary>
    [DetectorParameter("Warm-up", "Time that must be known before anything is judged.", Unit = "s")]
    [Range(0.0, 86_400.0)]
    public double WarmUpSeconds { get; set; } = 20;

    /// <summary>Time after which what was seen counts half for the usual rate, in seconds, 60 to 604,800. Default 3,600.</summary>
    [DetectorParameter("Memory", "Time after which what was seen counts half for the usual rate.", Unit = "s")]
    [Range(60.0, 604_800.0)]
    public double MemorySeconds { get; set; } = 3600;

    /// <summary>How long a burst may last before its rate is learned as usual, in seconds, 0 to 604,800. Default 1,800.</summary>
    [DetectorParameter("Hold", "How long a burst may last before its rate is learned as the usual one.", Unit = "s")]
    [Range(0.0, 604_800.0)]
    public double HoldSeconds { get; set; } = 1800;

    /// <inheritdoc/>
    TimeSpan? IDetectorOptions.LongestHold => TimeSpan.FromSeconds(HoldSeconds);

    /// <inheritdoc/>
    public IEnumerable<Fault> FindContradictions() => [];
}
